// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/config/config.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/planted.h"

#define NB "\u00A0"                                /* non-breaking space */
#define QUOTED "«" NB "%.*s" NB "»"

static const char default_file[] = "/etc/ensemble/ensemble.conf";
enum { FILE_MAX = 256 * 1024, VALUE_MAX = 2000, BIG = 1000000 };

/* Says whether a value can be used; a refused one is explained by `expected`. */
typedef bool Check(Str value);

typedef struct Row {
    ConfigInfo info;
    Check *check;                                  /* NULL: free text, or a number */
    const char *expected; /* French, "une adresse IPv4 ou IPv6"; NULL: free text, or a number */
    bool number;
    int32_t min, max;
} Row;

static bool is_address(Str s)
{
    char z[INET6_ADDRSTRLEN], out[sizeof(struct in6_addr)];
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    return inet_pton(AF_INET, z, out) == 1 || inet_pton(AF_INET6, z, out) == 1;
}

static bool is_block(Str s)
{
    size_t slash = str_find_char(s, 0, '/');
    Str address = str_slice(s, 0, slash);
    int64_t bits = 0, most = str_has(address, S(":")) ? 128 : 32;
    if (slash < s.n && (!str_to_i64(str_slice(s, slash + 1, s.n), &bits) || bits < 0 || bits > most))
        return false;
    return is_address(address);
}

static bool is_block_list(Str s)
{
    Str rest = s, part;
    while (s.n && str_split(&rest, ',', &part))
        if (!is_block(str_trim(part)))
            return false;
    return true;
}

static bool is_database(Str s)
{
    size_t scheme = str_find(s, 0, S("://"));
    bool postgres = str_starts(s, S("postgresql://")) || str_starts(s, S("postgres://"));
    return postgres || (s.n > 0 && scheme == s.n && !str_eq(s, S("sqlite:")));
}

static bool is_departement(Str s)
{
    static const Str known[] = { S_INIT("2A"), S_INIT("2B"), S_INIT("971"), S_INIT("972"), S_INIT("973"), S_INIT("974"),
        S_INIT("976") };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(s, known[i]))
            return true;
    int64_t n = 0;
    return s.n == 2 && str_to_i64(s, &n) && n >= 1 && n <= 95 && n != 20;
}

static bool is_public_url(Str s)
{
    size_t host = str_starts(s, S("https://")) ? 8 : str_starts(s, S("http://")) ? 7 : 0;
    if (s.n == 0)
        return true;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("\"'<>?#", s.p[i]))
            return false;
    return host > 0 && s.n > host && s.p[host] != '/' && s.p[s.n - 1] != '/';
}

/* A star alone, or origins such as https://mairie.example, whose host may begin with a star: it goes into a header as it is. */
static bool is_origins(Str s)
{
    Str one;
    if (s.n == 0 || str_eq(s, S("*")))
        return true;
    while (str_split(&s, ' ', &one)) {
        if (!str_starts(one, S("https://")) || one.n == 8)
            return false;
        for (size_t i = 8; i < one.n; i++) {
            char c = one.p[i];
            bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
            if (!letter && !(c == '*' && i == 8))
                return false;
        }
    }
    return true;
}

static bool is_mail_server(Str s)
{
    return s.n == 0 || str_starts(s, S("smtps://")) || str_starts(s, S("smtp://")) || str_starts(s, S("smtp+clair://"));
}

static bool is_provider(Str s)
{
    bool local = str_starts(s, S("http://127.0.0.1:")) || str_starts(s, S("http://localhost:"));
    return s.n == 0 || (is_public_url(s) && (local || str_starts(s, S("https://"))));
}

/* Of a host alone, in letters: its origin goes into a header as it is (req_images). */
static bool is_tiles(Str s)
{
    static const Str holes[] = { S_INIT("{z}"), S_INIT("{x}"), S_INIT("{y}") };
    size_t host = str_starts(s, S("https://")) ? 8 : 7;
    if (s.n == 0)
        return true;
    for (size_t i = 0; i < 3; i++)
        if (!str_has(s, holes[i]))
            return false;
    size_t end = str_find_char(s, host, '/');
    for (size_t i = host; i < end; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != ':')
            return false;
    }
    return is_provider(s);
}

static bool is_signature(Str s)
{
    return str_eq(s, S("RS256")) || str_eq(s, S("ES256")) || str_eq(s, S("HS256"));
}

static bool is_yes_or_no(Str s)
{
    return str_eq(s, S("oui")) || str_eq(s, S("non"));
}

/* SIRET (14 digits) or SIREN (9). */
static bool is_siret_list(Str s)
{
    Str rest = s, part;
    while (s.n && str_split(&rest, ',', &part)) {
        Str number = str_trim(part);
        for (size_t i = 0; i < number.n; i++)
            if (number.p[i] < '0' || number.p[i] > '9')
                return false;
        if (number.n != 14 && number.n != 9)
            return false;
    }
    return true;
}

static bool is_domain_list(Str s)
{
    Str rest = s, part;
    while (s.n && str_split(&rest, ',', &part)) {
        Str domain = str_trim(part);
        if (!str_has(domain, S(".")) || str_has(domain, S("@")) || str_has(domain, S(" ")) ||
            str_starts(domain, S(".")) || str_ends(domain, S(".")))
            return false;
    }
    return true;
}

static bool is_log_format(Str s)
{
    return str_eq(s, S("texte")) || str_eq(s, S("json"));
}

static bool is_accessibility(Str s)
{
    return str_eq(s, S("non-auditee")) || str_eq(s, S("non-conforme")) || str_eq(s, S("partiellement-conforme")) ||
           str_eq(s, S("totalement-conforme"));
}

static bool is_not_empty(Str s)
{
    return s.n > 0;
}

// clang-format off
#define TEXT(name, absent, meaning) { .info = { (name), (meaning), (absent), false } }
#define NUMBER(name, absent, low, high, meaning)                                                                       \
    { .info = { (name), (meaning), (absent), false }, .number = true, .min = (low), .max = (high) }
#define CHECKED(name, absent, check_, expected_, meaning)                                                              \
    { .info = { (name), (meaning), (absent), false }, .check = (check_), .expected = (expected_) }
// clang-format on

static const Row table[CONF_COUNT_] = {
    [CONF_DB] = { .info = { "db", "Base de données : sqlite:CHEMIN ou postgresql://…", "sqlite:var/ensemble.db", true },
        .check = is_database,
        .expected = "« sqlite:CHEMIN » ou « postgresql://… »" },
    [CONF_CLE] = TEXT("cle", "",
        "Fichier de la clé de l’instance, hors de la base et à sauvegarder à part ; vide : à côté du fichier SQLite, "
        "sinon dans le dossier d’état du service"),
    [CONF_COURRIEL_SERVEUR] = { .info = { "courriel_serveur",
                                    "Serveur qui envoie les courriels : smtps://COMPTE:MOT_DE_PASSE@HÔTE:465, smtp://… "
                                    "(STARTTLS exigé) ou smtp+clair://127.0.0.1:25 ; vide : aucun envoi",
                                    "", true },
        .check = is_mail_server,
        .expected = "« smtps://… », « smtp://… » ou « smtp+clair://… »" },
    [CONF_COURRIEL_EXPEDITEUR] = TEXT("courriel_expediteur", "",
        "Adresse d’où partent les courriels ; vide : ne-pas-repondre@ suivi de l’adresse publique du service"),
    [CONF_COURRIEL_DOSSIER] = TEXT("courriel_dossier", "",
        "Dossier où écrire les courriels au lieu de les envoyer, pour les essais et la démonstration"),
    [CONF_MOTS_DE_PASSE_COURANTS] = TEXT("mots_de_passe_courants", "",
        "Fichier trié d’empreintes SHA-1 de mots de passe connus, refusés ; vide : aucun"),
    [CONF_PROCONNECT_FOURNISSEUR] = CHECKED("proconnect_fournisseur", "", is_provider,
        "« https://… », sans barre finale",
        "ProConnect : adresse du fournisseur, comme https://auth.agentconnect.gouv.fr/api/v2 ; vide : cette porte est "
        "fermée"),
    [CONF_PROCONNECT_CLIENT] = TEXT("proconnect_client", "", "ProConnect : identifiant donné à ce service"),
    [CONF_PROCONNECT_SECRET] = { .info = { "proconnect_secret", "ProConnect : secret donné à ce service", "", true } },
    [CONF_PROCONNECT_SIGNATURE] = CHECKED("proconnect_signature", "RS256", is_signature, "RS256, ES256 ou HS256",
        "ProConnect : signature choisie à l’inscription"),
    [CONF_PROCONNECT_ACR] = TEXT("proconnect_acr",
        "eidas0-mfa eidas1-mfa eidas2 eidas3 https://proconnect.gouv.fr/assurance/self-asserted-2fa "
        "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
        "ProConnect : niveaux de garantie demandés, séparés par des espaces"),
    [CONF_PROCONNECT_ACR_EXIGE] = CHECKED("proconnect_acr_exige", "oui", is_yes_or_no, "« oui » ou « non »",
        "ProConnect : refuser un autre niveau ; « non » : notre seconde preuve est alors demandée"),
    [CONF_PROCONNECT_SIRETS] = CHECKED("proconnect_sirets", "", is_siret_list,
        "des numéros SIRET ou SIREN, séparés par des virgules",
        "ProConnect : structures dont les agents entrent sans invitation ; vide : aucune"),
    [CONF_PROCONNECT_DOMAINES] = CHECKED("proconnect_domaines", "", is_domain_list,
        "des domaines comme « eurelien.fr », séparés par des virgules",
        "ProConnect : domaines de courriel dont les agents entrent sans invitation ; vide : aucun"),
    [CONF_ADRESSE] = CHECKED("adresse", "127.0.0.1", is_address, "une adresse IPv4 ou IPv6", "Adresse d’écoute"),
    [CONF_PORT] = NUMBER("port", "8028", 0, 65535, "Port d’écoute ; 0 laisse le système en choisir un"),
    [CONF_PROXIES] = CHECKED("proxies", "", is_block_list,
        "des adresses ou des blocs (« 10.0.0.0/8 »), séparés par des virgules",
        "Mandataires dont les en-têtes X-Forwarded-For et X-Forwarded-Proto sont crus"),
    [CONF_BOUCLES] = NUMBER("boucles", "0", 0, 256, "Boucles d’événements ; 0 : autant que de processeurs"),
    [CONF_OUVRIERS] = NUMBER("ouvriers", "4", 1, 256, "Fils d’exécution des travaux lents"),
    [CONF_CONNEXIONS_MAX] = NUMBER("connexions_max", "4000", 1, BIG, "Connexions ouvertes en même temps"),
    [CONF_CONNEXIONS_PAR_ADRESSE] = NUMBER("connexions_par_adresse", "200", 1, BIG,
        "Connexions d’une même adresse ; une structure entière peut n’en avoir qu’une"),
    [CONF_DELAI_TETE_S] = NUMBER("delai_tete_s", "10", 1, 3600, "Secondes pour recevoir l’en-tête d’une demande"),
    [CONF_DELAI_CORPS_S] = NUMBER("delai_corps_s", "60", 1, 3600, "Secondes pour recevoir le corps d’une demande"),
    [CONF_DELAI_REPONSE_S] = NUMBER("delai_reponse_s", "60", 1, 3600, "Secondes pour envoyer une réponse"),
    [CONF_DELAI_INACTIF_S] = NUMBER("delai_inactif_s", "75", 1, 3600, "Secondes d’attente entre deux demandes"),
    [CONF_FILE_MAX] = NUMBER("file_max", "1000", 1, BIG, "Demandes en attente par file avant de répondre « 503 »"),
    [CONF_CONFINEMENT] = CHECKED("confinement", "oui", is_yes_or_no, "« oui » ou « non »",
        "Le service se retire, une fois démarré, les appels du noyau dont il n’a pas besoin"),
    [CONF_JOURNAL_FORMAT] = CHECKED("journal_format", "texte", is_log_format, "« texte » ou « json »",
        "Forme des lignes du journal"),
    [CONF_SAUVEGARDES] = TEXT("sauvegardes", "", "Dossier de la copie quotidienne ; vide : aucune copie"),
    [CONF_SAUVEGARDES_GARDEES] = NUMBER("sauvegardes_gardees", "14", 1, 10000, "Nombre de copies gardées"),
    [CONF_NOM] = CHECKED("nom", "Numérique 28 Ensemble", is_not_empty, "un nom", "Nom du service"),
    [CONF_SOUS_TITRE] = TEXT("sous_titre", "L’inclusion numérique en Eure-et-Loir", "Phrase sous le nom"),
    [CONF_TERRITOIRE] = TEXT("territoire", "en Eure-et-Loir",
        "Le territoire, comme dans « les lieux en Eure-et-Loir »"),
    [CONF_DEPARTEMENT] = CHECKED("departement", "28", is_departement, "un code de département, comme « 28 » ou « 2A »",
        "Code du département"),
    [CONF_ZONE_SCOLAIRE] = TEXT("zone_scolaire", "B",
        "Zone des vacances scolaires, dont parlent les horaires d’ouverture ; voir « importer vacances »"),
    [CONF_TELEPHONE] = TEXT("telephone", "", "Téléphone affiché en haut des pages ; vide : aucun"),
    [CONF_TELEPHONE_HORAIRES] = TEXT("telephone_horaires", "", "Heures de réponse à ce numéro"),
    [CONF_PARTENAIRES] = TEXT("partenaires", "", "Phrase du bas de page qui nomme les partenaires"),
    [CONF_EDITEUR] = TEXT("editeur", "", "Éditeur, pour les mentions légales"),
    [CONF_DIRECTEUR_PUBLICATION] = TEXT("directeur_publication", "", "Directeur de la publication"),
    [CONF_HEBERGEUR] = TEXT("hebergeur", "", "Hébergeur : nom, adresse, téléphone"),
    [CONF_CONTACT] = TEXT("contact", "", "Comment joindre l’éditeur : courriel ou adresse d’une page"),
    [CONF_DPO] = TEXT("dpo", "",
        "Délégué à la protection des données : nom, adresse ou courriel ; vide : le contact de l’éditeur"),
    [CONF_SEUIL_PETITS] = NUMBER("seuil_petits_effectifs", "11", 1, 1000,
        "Effectif au-dessous duquel un chiffre est masqué dans ce qui est public ; 1 : rien n’est masqué"),
    [CONF_ACCESSIBILITE] = CHECKED("accessibilite", "non-auditee", is_accessibility,
        "« non-auditee », « non-conforme », « partiellement-conforme » ou « totalement-conforme »",
        "État de conformité au RGAA, établi par un audit"),
    [CONF_URL_PUBLIQUE] = CHECKED("url_publique", "", is_public_url, "« https://… », sans barre finale",
        "Adresse publique du service ; vide : celle de la demande"),
    [CONF_INTEGRATION_ORIGINES] = CHECKED("integration_origines", "*", is_origins,
        "« * », ou des adresses « https://… » séparées par une espace ; vide : personne",
        "Sites qui peuvent montrer les pages de /integration dans un cadre"),
    [CONF_BAN_ADRESSE] = CHECKED("ban_adresse", "", is_provider,
        "« https://…/search/csv », ou une adresse de cette machine",
        "Service de la Base Adresse Nationale à qui « lieux geocoder --avec ban » envoie des adresses ; vide : aucun"),
    [CONF_TUILES_ADRESSE] = CHECKED("tuiles_adresse", "", is_tiles,
        "« https://…/{z}/{x}/{y}.png », ou une adresse de cette machine",
        "Fond de la carte interactive : adresse des tuiles, demandées par le navigateur à cet autre site quand on "
        "ouvre "
        "la carte ; vide : aucun fond, aucun autre site"),
    [CONF_TUILES_MENTION] = TEXT("tuiles_mention", "",
        "Qui a fait ce fond de carte et sous quelle licence, comme son auteur le demande"),
    [CONF_FICHIERS] = TEXT("fichiers", "", "Dossier de fichiers réels, pour les essais seulement"),
};

struct Config {
    Str value[CONF_COUNT_];
    int64_t number[CONF_COUNT_];
    ConfigOrigin origin[CONF_COUNT_];
    Str state_dir;
};

const ConfigInfo *config_info(ConfigKey k)
{
    assert((unsigned)k < CONF_COUNT_);
    return &table[k].info;
}

Str config_state_dir(const Config *c)
{
    return c->state_dir;
}

Str config_str(const Config *c, ConfigKey k)
{
    return c->value[k];
}

int64_t config_i64(const Config *c, ConfigKey k)
{
    assert(table[k].number);
    return c->number[k];
}

ConfigOrigin config_origin(const Config *c, ConfigKey k)
{
    return c->origin[k];
}

const char *config_origin_name(ConfigOrigin from)
{
    switch (from) {
    case CONF_FROM_DEFAULT:
        return "défaut";
    case CONF_FROM_FILE:
        return "fichier";
    case CONF_FROM_ENV:
        return "environnement";
    case CONF_FROM_LINE:
        return "ligne de commande";
    }
    return "";
}

/* ---- one value ------------------------------------------------------------------------------------------------- */

/* Why the value cannot be used, or STR_NONE; `*ret_number` is set for a number. */
static Str refusal(Arena *a, const Row *row, Str v, int64_t *ret_number)
{
    if (v.n > VALUE_MAX)
        return str_format(a, "la valeur dépasse %d octets", VALUE_MAX);
    if (!utf8_valid(v) || str_find_char(v, 0, '\0') < v.n)
        return S("la valeur n’est pas un texte en UTF-8");
    for (size_t i = 0; i < v.n; i++) /* values reach headers, pages and the log */
        if (((unsigned char)v.p[i] < ' ' && v.p[i] != '\t') || v.p[i] == 0x7F)
            return S("la valeur contient un caractère de commande");
    if (row->number &&
        (!str_to_i64(v, ret_number) || *ret_number < row->min || *ret_number > PLANTED(row->max, INT32_MAX)))
        return str_format(a, QUOTED " ne convient pas" NB ": un nombre entier de %d à %d est attendu", STR_ARG(v),
            row->min, row->max);
    if (row->check && !row->check(v)) {
        Str shown = row->info.secret ? S("…") : v;
        return str_format(a, QUOTED " ne convient pas" NB ": %s est attendu", STR_ARG(shown), row->expected);
    }
    return STR_NONE;
}

static Err set(Config *c, ConfigKey k, Str value, ConfigOrigin from, Arena *a, Str where, Str *ret_message)
{
    int64_t number = 0;
    Str why = refusal(a, &table[k], value, &number);
    if (!str_is_none(why)) {
        *ret_message = str_format(a, "%.*s" NB ": %.*s.", STR_ARG(where), STR_ARG(why));
        return ERR_INVALID;
    }
    Str kept = str_dup(a, value);
    if (!kept.p)
        return ERR_MEMORY;
    c->value[k] = kept;
    c->number[k] = number;
    c->origin[k] = from;
    return OK;
}

Err config_set(Config *c, ConfigKey k, Str value, ConfigOrigin from, Arena *a, Str *ret_message)
{
    const char *name = config_info(k)->name;
    Str where = from == CONF_FROM_LINE ? str_format(a, "--%s", name) : str_format(a, "«" NB "%s" NB "»", name);
    return set(c, k, str_or_empty(value), from, a, where, ret_message);
}

/* ---- keys ------------------------------------------------------------------------------------------------------ */

static bool key_find(Str name, ConfigKey *ret)
{
    for (unsigned k = 0; k < CONF_COUNT_; k++) {
        if (str_eq_nocase(name, str_from(table[k].info.name))) {
            *ret = (ConfigKey)k;
            return true;
        }
    }
    return false;
}

static Err unknown_key(Arena *a, Str where, Str name, Str *ret_message)
{
    const char *near = NULL;
    size_t best = name.n / 3 + 2;
    Str lower = str_lower(a, name);
    for (unsigned k = 0; k < CONF_COUNT_; k++) {
        size_t d = str_edits(lower, str_from(table[k].info.name));
        if (d < best) {
            best = d;
            near = table[k].info.name;
        }
    }
    Str remedy = near ? str_format(a, "vouliez-vous écrire «" NB "%s" NB "»" NB "?", near)
                      : S("«" NB "ensemble config" NB "» donne la liste des clés.");
    *ret_message = str_format(a, "%.*s" NB ": la clé " QUOTED " n’existe pas" NB "; %.*s", STR_ARG(where),
        STR_ARG(name), STR_ARG(remedy));
    return ERR_INVALID;
}

/* ---- file ------------------------------------------------------------------------------------------------------ */

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* STR_NONE in `*ret` for an absent file that nobody asked for. */
static Err read_file(Arena *a, const char *path, bool asked, Str *ret, Str *ret_message)
{
    __attribute__((cleanup(close_fd))) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT && !asked) {
        *ret = STR_NONE;
        return OK;
    }
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        *ret_message = str_format(a, "%s" NB ": ce fichier de configuration ne peut pas être lu (%s).", path,
            errno_message(errno));
        return ERR_IO;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
        *ret_message = str_format(a, "%s" NB ": un fichier de configuration est un texte de %d octets au plus.", path,
            FILE_MAX);
        return ERR_INVALID;
    }
    char *bytes = arena_alloc(a, FILE_MAX);
    if (!bytes)
        return ERR_MEMORY;
    size_t n = 0;
    for (ssize_t got; n < FILE_MAX && (got = read(fd, bytes + n, FILE_MAX - n)) != 0;) {
        if (got < 0 && errno != EINTR)
            return ERR_IO;
        n += got > 0 ? (size_t)got : 0;
    }
    *ret = str_of(bytes, n);
    return OK;
}

static Err set_line(Config *c, Arena *a, Str where, Str line, int number, int *seen_at, Str *ret_message)
{
    size_t equals = str_find_char(line, 0, '=');
    if (equals == line.n) {
        *ret_message = str_format(a, "%.*s" NB ": «" NB "clé = valeur" NB "» est attendu. Une remarque commence par #.",
            STR_ARG(where));
        return ERR_INVALID;
    }
    Str name = str_trim(str_slice(line, 0, equals));
    ConfigKey k;
    if (!key_find(name, &k))
        return unknown_key(a, where, name, ret_message);
    if (seen_at[k]) {
        *ret_message = str_format(a,
            "%.*s" NB ": la clé " QUOTED " est déjà donnée à la ligne %d" NB "; gardez une des deux.", STR_ARG(where),
            STR_ARG(name), seen_at[k]);
        return ERR_INVALID;
    }
    seen_at[k] = number;
    Str at_key = str_format(a, "%.*s, clé " QUOTED, STR_ARG(where), STR_ARG(name));
    return set(c, k, str_trim(str_slice(line, equals + 1, line.n)), CONF_FROM_FILE, a, at_key, ret_message);
}

static Err load_file(Config *c, Arena *a, const char *path, bool asked, Str *ret_message)
{
    Str text = STR_NONE, line;
    TRY(read_file(a, path, asked, &text, ret_message));
    if (str_starts(text, S("\uFEFF")))
        text = str_slice(text, 3, text.n);
    int seen_at[CONF_COUNT_] = { 0 };
    for (int number = 1; str_split(&text, '\n', &line); number++) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        Str where = str_format(a, "%s, ligne %d", path, number);
        if (!utf8_valid(line) || str_find_char(line, 0, '\0') < line.n) {
            *ret_message = str_format(a,
                "%.*s" NB ": cette ligne n’est pas en UTF-8" NB "; enregistrez le fichier dans ce codage.",
                STR_ARG(where));
            return ERR_INVALID;
        }
        TRY(set_line(c, a, where, line, number, seen_at, ret_message));
    }
    return OK;
}

/* ---- environment ----------------------------------------------------------------------------------------------- */

static const Str prefix = S_INIT("ENSEMBLE_");

static Str environment(char *const *environ_, Str name)
{
    for (char *const *e = environ_; e && *e; e++) {
        Str whole = str_from(*e);
        if (whole.n > name.n && str_starts(whole, name) && whole.p[name.n] == '=')
            return str_slice(whole, name.n + 1, whole.n);
    }
    return STR_NONE;
}

static Err load_environment(Config *c, Arena *a, char *const *environ_, Str *ret_message)
{
    for (char *const *e = environ_; e && *e; e++) {
        Str whole = str_from(*e);
        size_t equals = str_find_char(whole, 0, '=');
        Str variable = str_slice(whole, 0, equals), name = str_slice(variable, prefix.n, variable.n);
        if (!str_starts(variable, prefix) || str_eq(name, S("CONFIG")) || str_starts(name, S("TEST_")))
            continue;
        ConfigKey k;
        if (!key_find(name, &k))
            return unknown_key(a, variable, name, ret_message);
        TRY(set(c, k, str_slice(whole, equals + 1, whole.n), CONF_FROM_ENV, a, variable, ret_message));
    }
    return OK;
}

static Str find_state_dir(Arena *a, char *const *environ_)
{
    Str systemd = environment(environ_, S("STATE_DIRECTORY")), xdg = environment(environ_, S("XDG_STATE_HOME"));
    Str home = environment(environ_, S("HOME"));
    if (str_starts(systemd, S("/"))) /* several are separated by colons: the first is ours */
        return str_dup(a, str_slice(systemd, 0, str_find_char(systemd, 0, ':')));
    if (str_starts(xdg, S("/")))
        return str_cat(a, xdg, S("/ensemble"));
    return str_starts(home, S("/")) ? str_cat(a, home, S("/.local/state/ensemble")) : STR_NONE;
}

Err config_load(Arena *a, char *const *environ_, Config **ret, Str *ret_message)
{
    Config *c = NEW(a, Config, 1);
    if (!c)
        return ERR_MEMORY;
    for (unsigned k = 0; k < CONF_COUNT_; k++)
        TRY(config_set(c, (ConfigKey)k, str_from(table[k].info.absent), CONF_FROM_DEFAULT, a, ret_message));
    Str path = environment(environ_, S("ENSEMBLE_CONFIG"));
    TRY(load_file(c, a, path.n ? path.p : default_file, path.n > 0, ret_message));
    TRY(load_environment(c, a, environ_, ret_message));
    c->state_dir = find_state_dir(a, environ_);
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = c;
    return OK;
}

/* ---- what may be shown ----------------------------------------------------------------------------------------- */

static const Str mask = S_INIT("•••");

/* postgresql://user:SECRET@host/base?password=SECRET&sslpassword=SECRET */
static Str without_passwords(Arena *a, Str url, size_t authority)
{
    size_t query = str_find_char(url, authority, '?'), at = authority;
    for (size_t i = authority; i < query; i++)
        at = url.p[i] == '@' ? i : at; /* the last one: a password badly written may hold others */
    size_t colon = str_find_char(str_slice(url, 0, at), authority, ':');
    Str shown = str_slice(url, 0, query);
    if (colon < at)
        shown = str_join(a, (Str[]){ str_slice(url, 0, colon + 1), mask, str_slice(url, at, query) }, 3, S(""));
    if (query == url.n)
        return shown;
    Str rest = str_slice(url, query + 1, url.n), part;
    for (Str separator = S("?"); str_split(&rest, '&', &part); separator = S("&")) {
        size_t equals = str_find_char(part, 0, '=');
        if (str_ends(str_lower(a, str_slice(part, 0, equals)), S("password")))
            part = str_join(a, (Str[]){ str_slice(part, 0, equals), mask }, 2, S("="));
        shown = str_join(a, (Str[]){ shown, part }, 2, separator);
    }
    return shown;
}

Str config_shown(const Config *c, ConfigKey k, Arena *a)
{
    Str v = config_str(c, k);
    if (!config_info(k)->secret || v.n == 0)
        return v;
    size_t scheme = str_find(v, 0, S("://"));
    if (scheme < v.n)
        return without_passwords(a, v, scheme + 3);
    return k == CONF_DB ? v : mask; /* the path of a file is no secret */
}
