"""DHL Express in Mexico: bookings through MyDHL API, news through Shipment Tracking Unified (Push)."""
