import time, os, pytest
from tests.access.walker import Walker, PARTS
pytestmark = pytest.mark.django_db
def test_it(world):
    total=0; T=time.time()
    for part in os.environ.get("PARTS",",".join(PARTS)).split(","):
        t=time.time(); w=Walker(world, part); print("\n==", part, len(w.addresses), sum(len(a.visits) for a in w.addresses), sum(len(a.own) for a in w.addresses))
        w.gather(); print("gather", round(time.time()-t,1), len(w.forms))
        for name in os.environ.get("WHO","own manager").split(","):
            t=time.time(); n=w.report.requests; w.walk([name]); print(name, w.report.requests-n, round(time.time()-t,1))
        print(w.report)
        for a in w.addresses:
            if w.forms_for(a) and a.route not in w.report.worked: print("no", a.route)
        total+=w.report.requests
    print(total, time.time()-T)
