"""Who somebody is: passwords, second steps, invitations to an account, and what a signed-in visit is."""
