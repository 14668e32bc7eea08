"""Who works here: people by the names under which they sign in, their roles, and what they have signed in with."""
