"""The addresses of passports: short ones under `/l`, for codes on bags."""

from flask import Blueprint

blueprint = Blueprint("passports", __name__)
