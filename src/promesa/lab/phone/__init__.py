"""A phone on a web page: anybody chats with the demo retailer as one of its customers, through WhatsApp's twin."""
