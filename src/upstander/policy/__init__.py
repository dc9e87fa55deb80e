"""The policy engine: facts about a case in, duties, gates and restrictions out.

Pure: no database, no clock, no files, no environment. Times come in and go out as UTC. Other rooms
import `upstander.policy.api` and nothing else.
"""
