from datetime import datetime, UTC
def test_probe(own_database):
    from upstander.operations.demo import load as L, load_duties as ld, load_play as lp
    now=datetime(2026,11,20,14,30,tzinfo=UTC)
    orig=ld._propose
    def prop(case_id,event,by):
        try: return orig(case_id,event,by)
        except Exception as e:
            p=ld.case_page(by,case_id,now=event.at)
            print("PROPOSE", e, [(d.slug,d.kind,d.state,d.why[:100]) for d in p.open_duties], p.head.state, [r.immediate_danger for r in p.reports]); raise
    ld._propose=prop
    players=[]; o=lp.Player.__init__
    def init(self,*a): o(self,*a); players.append(self)
    lp.Player.__init__=init
    L(quick=True,say=lambda l:None,now=now)
    print(players[0].refused)
