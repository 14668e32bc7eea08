"""What all pages share: who asks, how an act is told, how a page is drawn, what is pushed to whoever looks."""
