"""Static files in production: compressed, under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also puts the hashed names into the ``import`` lines of our JavaScript modules."""

    support_js_module_import_aggregation = True
