"""The staff face: sign-in, Today, the triage queue, the case page and its forms, the manager's board and the audit."""
