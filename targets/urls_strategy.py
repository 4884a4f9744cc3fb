"""The addresses at which a strategy is read, below /p/<partnership>/strategy/.

They are part of the namespace ``strategies``, whose editing pages are in ``strategies/urls.py``.
"""

from django.urls import path

from targets.views import strategy

urlpatterns = [
    path("", strategy.current, name="current"),
    path("<slug:strategy>/", strategy.strategy, name="strategy"),
    path("<slug:strategy>/versions/<int:number>/", strategy.version, name="version"),
]
