"""Pages of joint action groups, for staff: groups and meetings, cases put forward, packs, what was decided."""
