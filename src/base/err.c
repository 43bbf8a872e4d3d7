// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/err.h"

#include <errno.h>

static const ErrInfo table[ERR_COUNT_] = {
    [OK] = { "ok", 200, 0, "C’est fait." },
    [ERR_INVALID] = { "invalid", 400, 2, "La demande contient une valeur qui ne peut pas être utilisée." },
    [ERR_UNAUTHENTICATED] = { "unauthenticated", 401, 4, "Connectez-vous pour continuer." },
    [ERR_EXPIRED] = { "expired", 403, 4,
        "Cette page est restée ouverte trop longtemps, ou vient d’ailleurs. Rechargez-la, puis recommencez." },
    [ERR_FORBIDDEN] = { "forbidden", 403, 4, "Votre rôle ne permet pas cette action." },
    [ERR_NOT_FOUND] = { "not_found", 404, 3, "Ce que vous cherchez n’existe pas ou n’existe plus." },
    [ERR_METHOD] = { "method", 405, 2, "Cette adresse ne répond pas à cette méthode." },
    [ERR_CONFLICT] = { "conflict", 409, 5, "La donnée a changé entre-temps ou existe déjà." },
    [ERR_TOO_LARGE] = { "too_large", 413, 2,
        "L’envoi dépasse la taille admise. Raccourcissez le texte ou prenez un fichier plus léger." },
    [ERR_UNSUPPORTED] = { "unsupported", 415, 2, "Ce format n’est pas pris en charge." },
    [ERR_BUSY] = { "busy", 503, 6, "Le service est très sollicité. Réessayez dans quelques secondes." },
    [ERR_TIMEOUT] = { "timeout", 503, 6, "La réponse a trop tardé. Réessayez dans quelques secondes." },
    [ERR_CANCELLED] = { "cancelled", 503, 6, "L’opération a été interrompue ; rien n’a été modifié." },
    [ERR_LOCKED] = { "locked", 503, 6, "La base de données est utilisée par un autre programme." },
    [ERR_MEMORY] = { "memory", 503, 7, "La mémoire manque pour répondre. Réessayez dans quelques secondes." },
    [ERR_IO] = { "io", 500, 7, "Un fichier ou une connexion ne répond pas." },
    [ERR_DB] = { "db", 500, 7, "La base de données a refusé l’opération ; rien n’a été modifié." },
    [ERR_INTERNAL] = { "internal", 500, 7, "Une erreur inattendue est survenue ; rien n’a été modifié." },
};

const ErrInfo *err_info(Err e)
{
    return &table[(unsigned)e < ERR_COUNT_ ? e : ERR_INTERNAL];
}

const char *errno_message(int error)
{
    switch (error) {
    case ENOENT:
        return "le fichier n’existe pas";
    case EACCES:
    case EPERM:
        return "l’accès est refusé";
    case EISDIR:
        return "c’est un dossier";
    case ENOTDIR:
        return "un élément du chemin n’est pas un dossier";
    case EEXIST:
        return "le fichier existe déjà";
    case ENOSPC:
    case EDQUOT:
        return "le disque est plein";
    case EROFS:
        return "le disque est en lecture seule";
    case ENAMETOOLONG:
        return "le chemin est trop long";
    case EMFILE:
    case ENFILE:
        return "trop de fichiers sont ouverts";
    case EIO:
        return "le disque ne répond pas";
    case EADDRINUSE:
        return "un autre programme écoute déjà là";
    case EADDRNOTAVAIL:
        return "cette machine n’a pas cette adresse";
    case EPIPE:
        return "le lecteur s’est arrêté";
    default:
        return "le système a refusé l’opération";
    }
}
