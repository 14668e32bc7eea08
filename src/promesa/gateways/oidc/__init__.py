"""People who sign in with their company's account: OpenID Connect."""
