"""Addresses for figures that are pasted or come in a file, and of the template to fill in."""

from django.urls import path

from targets.views import paste, template, upload

RETURN = "returns/<quarter:quarter>/"

urlpatterns = [
    path(f"{RETURN}upload/", upload.upload, name="upload"),
    path(f"{RETURN}upload/<int:upload>/", upload.preview, name="upload_preview"),
    path(f"{RETURN}paste/", paste.paste, name="paste"),
    path(f"{RETURN}template.xlsx", template.template, {"kind": "xlsx"}, name="template"),
    path(f"{RETURN}template.ods", template.template, {"kind": "ods"}, name="template"),
    path(f"{RETURN}template.csv", template.template, {"kind": "csv"}, name="template"),
]
