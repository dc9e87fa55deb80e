import time, cProfile, pstats, sys, os
from collections import Counter
from datetime import datetime, UTC
def test_probe(own_database):
    from upstander.operations.demo import load as L
    from upstander.operations.demo.load_play import Player
    players=[]
    orig=Player.__init__
    def init(self,*a): orig(self,*a); players.append(self)
    Player.__init__=init
    now=datetime.fromisoformat(os.environ.get("NOW","2026-11-20T14:30:00+00:00"))
    t=time.time()
    say=lambda l: print(f"{time.time()-t:6.1f} {l}",flush=True)
    quick=os.environ.get("FULL")!="1"
    if os.environ.get("PROF"):
        p=cProfile.Profile(); p.enable()
    L(quick=quick,say=say,now=now)
    if os.environ.get("PROF"):
        p.disable(); pstats.Stats(p).sort_stats("tottime").print_stats(35); pstats.Stats(p).sort_stats("cumtime").print_stats(60)
    say("done"); print("python cpu", time.process_time())
    for k,v in players[0].refused.most_common(40): print(v,k)
    L(quick=quick,say=say,now=now)
    from upstander.confidentiality.api import system, viewing
    from upstander.cases.models import Case, Duty, Notice
    with viewing(system("t")):
        print(Counter(Case.objects.values_list("state","sealed")))
        print("open duties",Duty.objects.filter(state="open").count(), "overdue", Duty.objects.filter(state="open",due_at__lt=now).count(), "next 24h", Duty.objects.filter(state="open",due_at__gte=now,due_at__lt=now+__import__("datetime").timedelta(hours=24)).count())
        print(Counter(Duty.objects.filter(state="open",due_at__lt=now).values_list("slug","case__state")).most_common(40))
        print(Counter(Duty.objects.values_list("state",flat=True)), Counter(Duty.objects.filter(state="met_late").values_list("slug",flat=True)))
        print(Counter(Duty.objects.filter(state="open",due_at__gte=now).values_list("slug","case__officer__name")).most_common(60))
        print("notices", Counter(Notice.objects.filter(seen_at=None).values_list("staff__name","kind")).most_common(20))
