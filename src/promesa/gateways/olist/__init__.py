"""Olist's public files (Kaggle, "Brazilian E-Commerce Public Dataset by Olist"): their words into ours."""
