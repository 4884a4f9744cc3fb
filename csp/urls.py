"""Every address. A partnership's own begin with /p/<its short name>/."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from csp import tokens, views
from strategies import urls as strategies_urls
from targets import urls_strategy

# Reading a strategy shows its targets, so that page stands in targets/; editing it in strategies/.
# The editing pages come first: their words are not the short name of a strategy.
strategy_urls = [*strategies_urls.urlpatterns, *urls_strategy.urlpatterns]

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("accounts/keys/", tokens.tokens, name="tokens"),
    path("accounts/keys/<int:token>/withdraw/", tokens.withdraw, name="withdraw_token"),
    path("api/v1/", include("dashboards.urls_api")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("p/<slug:partnership>/", include("dashboards.urls")),
    path("p/<slug:partnership>/strategy/", include((strategy_urls, "strategies"))),
    path("p/<slug:partnership>/", include("targets.urls")),
    path("p/<slug:partnership>/papers/", include("reports.urls")),
]

if not settings.PRODUCTION:
    from core.views import components

    urlpatterns.append(path("components/", components, name="components"))

handler400 = "csp.views.bad_request"
handler403 = "csp.views.permission_denied"
handler404 = "csp.views.not_found"
handler500 = "django.views.defaults.server_error"
