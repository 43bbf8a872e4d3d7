# SPDX-License-Identifier: AGPL-3.0-or-later
"""Peer: Django + gunicorn (1 worker, 8 threads) in its best set-up: no middleware, debug off, persistent connections,
cached templates, raw SQL over the spatial index, WAL with synchronous FULL.

    LIEUX=… ECRITURES=… gunicorn -k gthread -w 1 --threads 8 -b 127.0.0.1:PORT django_app:application
"""
import json
import os

from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))


def database(name):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 30}}


settings.configure(
    DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], INSTALLED_APPS=[], USE_TZ=False,
    SECRET_KEY="banc d'essai", LOGGING_CONFIG=None, USE_I18N=False,
    DATABASES={"default": database(os.environ["LIEUX"]), "ecritures": database(os.environ["ECRITURES"])},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE]}],
)

import django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import path  # noqa: E402

COLUMNS = ("id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude",
           "date_maj", "services", "frais_a_charge")
IN_BOX = ("SELECT " + ", ".join("l." + c for c in COLUMNS) + " FROM lieu_position p JOIN lieu l ON l.n = p.n "
          "WHERE p.lonmin >= %s AND p.lonmax <= %s AND p.latmin >= %s AND p.latmax <= %s LIMIT 50")


def pragmas(sender, connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")


connection_created.connect(pragmas)


def rows_in(bbox):
    lonmin, latmin, lonmax, latmax = (float(x) for x in bbox.split(","))
    with connections["default"].cursor() as cursor:
        cursor.execute(IN_BOX, (lonmin, lonmax, latmin, latmax))
        return [dict(zip(COLUMNS, row)) for row in cursor.fetchall()]


def sante(request):
    return HttpResponse("ok", content_type="text/plain")


def lieux_json(request):
    rows = rows_in(request.GET["bbox"])
    return JsonResponse({"total": len(rows), "page": 1, "lieux": rows}, json_dumps_params={"ensure_ascii": False,
                                                                                             "separators": (",", ":")})


def lieux_html(request):
    rows = rows_in(request.GET["bbox"])
    return HttpResponse(get_template("list.html").render({"rows": rows, "total": len(rows)}))


def activites(request):
    b = json.loads(request.body)
    with connections["ecritures"].cursor() as cursor:
        cursor.execute("INSERT INTO activite (cle, jour, type, commune, duree_min, personnes, themes, note) "
                       "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                       (b["cle"], b["jour"], b["type"], b["commune"], int(b["duree_min"]), int(b["personnes"]),
                        b["themes"], b["note"]))
    return JsonResponse({"cle": b["cle"]}, status=201)


urlpatterns = [path("sante", sante), path("lieux", lieux_json), path("lieux.html", lieux_html),
               path("activites", activites)]
application = get_wsgi_application()

with connections["ecritures"].cursor() as cursor_:
    cursor_.execute("CREATE TABLE IF NOT EXISTS activite (activite_id INTEGER PRIMARY KEY, cle TEXT NOT NULL, "
                    "jour TEXT NOT NULL, type TEXT NOT NULL, commune TEXT NOT NULL, duree_min INTEGER NOT NULL, "
                    "personnes INTEGER NOT NULL, themes TEXT NOT NULL, note TEXT NOT NULL) STRICT")
    cursor_.execute("CREATE INDEX IF NOT EXISTS activite_jour ON activite (commune, jour)")
connections.close_all()
