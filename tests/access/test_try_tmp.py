import pytest
pytestmark = pytest.mark.django_db
import time
from tests.access.walker import Walker
def test_it(world):
    import os
    t=time.time(); w=Walker(world, os.environ.get("ONLY","")); print(len(w.addresses), sum(len(a.visits) for a in w.addresses))
    w.gather(); print("gather", time.time()-t, {k:len(v) for k,v in w._forms.items()})
    for name in os.environ.get("WHO","own manager").split(","):
        t=time.time(); n=w.report.requests; w.walk([name]); print(name, w.report.requests-n, round(time.time()-t,1))
    print(w.report)
    for a in w.addresses:
        if w._forms and any(w.forms_for(v.path) for v in a.own): print("WORKED" if a.route in w.report.worked else "no", a.route, w.report.worked.get(a.route))
