/** What can be wrong with a backend, by the name that reports, documents and manifests share. */
export type DefectName =
  | 'signature-not-checked'
  | 'alg-none'
  | 'key-confusion'
  | 'empty-key'
  | 'key-from-token'
  | 'fetches-from-token'
  | 'first-key'
  | 'kid-injection'
  | 'psychic-signature'
  | 'issuer-not-checked'
  | 'audience-not-checked'
  | 'expiry-not-checked'
  | 'expiry-not-required'
  | 'not-before-not-checked'
  | 'type-not-checked'
  | 'crit-ignored'
  | 'encryption-confusion'
  | 'polyglot'
  | 'trusts-headers'
  | 'token-in-query'
  | 'first-of-two-headers'
  | 'cookie-without-origin'
  | 'refusal-not-401'
  | 'challenge-missing'
  | 'keys-per-request'
  | 'flood-reaches-issuer'
  | 'rotation-refused'
  | 'slow-keys-block'
  | 'outage-as-401'
  | 'crashes'
  | 'leaks'
  | 'no-size-limit'
  | 'kid-ignored'
  | 'lenient-encoding'
  | 'lenient-header'
  | 'lenient-claims'
  | 'sender-not-checked'

export interface Defect {
  /** What the backend does. */
  readonly sentence: string
  /** The class of attack that it opens, or what it costs. */
  readonly attackClass: string
  /** Where the same went wrong in software that people trusted. */
  readonly cves: readonly string[]
  readonly remedy: string
  /** What is seen, but needs no change before the next release. */
  readonly isNote?: true
}

/** The one table of defects. */
export const DEFECTS: Readonly<Record<DefectName, Defect>> = {
  'signature-not-checked': {
    sentence: 'the signature is not checked: anybody can write a token',
    attackClass: 'forged tokens: improper verification of a cryptographic signature (CWE-347)',
    cves: ['CVE-2020-28042', 'CVE-2022-39227', 'CVE-2026-29000'],
    remedy:
      'verify the signature with the keys of the issuer before a claim is read; a function called decode verifies nothing',
  },
  'alg-none': {
    sentence: 'a token that says it needs no signature is taken',
    attackClass: 'the algorithm none (RFC 8725 §2.1, CWE-347)',
    cves: ['CVE-2015-9235', 'CVE-2016-10555', 'CVE-2018-1000531', 'CVE-2022-23540', 'CVE-2022-23541'],
    remedy: 'give the library the list of algorithms that you allow; never take the algorithm from the token',
  },
  'key-confusion': {
    sentence: "the issuer's public key is taken as the secret of an HMAC, so anybody can sign",
    attackClass: 'confusion of public key and shared secret, RS256 and HS256 (RFC 8725 §2.1, CWE-327)',
    cves: [
      'CVE-2016-5431',
      'CVE-2022-29217',
      'CVE-2023-48223',
      'CVE-2024-33663',
      'CVE-2024-37568',
      'CVE-2024-54150',
      'CVE-2026-34950',
      'CVE-2026-48526',
      'CVE-2026-107722',
      'CVE-2026-107724',
    ],
    remedy: 'allow the algorithms of the issuer alone (RS256); never HS256 beside a public key',
  },
  'empty-key': {
    sentence: 'a secret that is empty, or that everybody knows, signs tokens',
    attackClass: 'an empty or default key (CWE-1391)',
    cves: ['CVE-2019-7644', 'CVE-2025-65945', 'CVE-2026-44351', 'CVE-2026-107720'],
    remedy: 'allow no HMAC where an issuer signs; refuse where no key is found, instead of going on with an empty one',
  },
  'key-from-token': {
    sentence: 'the key is taken from the token or from where the token says, so the attacker chooses it',
    attackClass: 'a key that the token supplies: jwk, jku, x5u, x5c, iss (RFC 8725 §3.10, CWE-345)',
    cves: ['CVE-2018-0114', 'CVE-2026-27962'],
    remedy: 'take keys from the configured issuer alone; ignore jwk, jku, x5u and x5c, and compare iss before anything is fetched',
  },
  'fetches-from-token': {
    sentence: 'it fetches an address that a token names, before it trusts the token',
    attackClass: 'requests that an attacker steers (SSRF, CWE-918)',
    cves: ['CVE-2026-48522'],
    remedy: 'fetch from configured addresses alone; compare iss before anything is fetched, and ignore jku and x5u',
  },
  'first-key': {
    sentence: 'the first key of the set is taken, whatever kid says',
    attackClass: 'good tokens are refused after a rotation of keys; kid means nothing',
    cves: ['CVE-2021-46743'],
    remedy: 'choose the key by kid; where it is unknown, fetch the set once more, metered',
  },
  'kid-injection': {
    sentence: 'kid leads to a file or into a query, so the attacker chooses the key',
    attackClass: 'injection by kid: path traversal, SQL (RFC 8725 §3.10, CWE-22, CWE-89)',
    cves: ['CVE-2021-46743'],
    remedy: 'compare kid with the keys of the set and use it for nothing else',
  },
  'psychic-signature': {
    sentence: 'an ECDSA signature of zeros is taken',
    attackClass: 'psychic signatures: r and s are not checked (CWE-347)',
    cves: ['CVE-2022-21449', 'CVE-2024-48949'],
    remedy: 'update the runtime or library that verifies ECDSA, and allow only the algorithms of the issuer',
  },
  'issuer-not-checked': {
    sentence: 'the issuer (iss) is not compared',
    attackClass: 'issuer mix-up: a token of one tenant is used at another (RFC 8725 §3.8, CWE-346)',
    cves: ['CVE-2024-53861', 'CVE-2025-30144', 'CVE-2025-59936', 'CVE-2026-22748'],
    remedy: 'compare iss with the configured issuer, whole and exactly',
  },
  'audience-not-checked': {
    sentence: 'the audience (aud) is not compared',
    attackClass: 'audience confusion: a token for another API is used at this one (RFC 8725 §3.9, RFC 9700 §2.3)',
    cves: ['CVE-2020-26160', 'CVE-2024-5798', 'CVE-2025-62610'],
    remedy: 'require that aud is, or holds, the name of this API; refuse a token without one',
  },
  'expiry-not-checked': {
    sentence: 'an expired token is taken',
    attackClass: 'a stolen token that is used for ever (RFC 7519 §4.1.4, CWE-613)',
    cves: ['CVE-2026-44459', 'CVE-2026-107721'],
    remedy: 'refuse a token whose exp has passed, with a few minutes of tolerance at most; compare numbers only',
  },
  'expiry-not-required': {
    sentence: 'a token that says nothing about its end is taken',
    attackClass: 'a token that never ends (RFC 9068 §2.2, CWE-613)',
    cves: [],
    remedy: 'require exp, for example by the option that lists the claims that must be there',
  },
  'not-before-not-checked': {
    sentence: 'a token is taken before its time (nbf)',
    attackClass: 'a token that is used early (RFC 7519 §4.1.5)',
    cves: ['CVE-2026-44459'],
    remedy: 'refuse a token whose nbf lies ahead, with a few minutes of tolerance at most',
  },
  'type-not-checked': {
    sentence: 'a token of another kind is taken for an access token (typ)',
    attackClass: 'confusion of kinds: an ID token is used as an access token (RFC 8725 §3.11, RFC 9068 §4)',
    cves: [],
    remedy: 'require that typ is at+jwt',
  },
  'crit-ignored': {
    sentence: 'an extension that the sender holds to be critical (crit) is ignored',
    attackClass: 'a rule that the signer demands and the backend leaves out (RFC 7515 §4.1.11)',
    cves: ['CVE-2025-59420', 'CVE-2026-32597', 'CVE-2026-35042'],
    remedy: 'refuse a token with crit unless every name in it is understood; newer libraries do',
  },
  'encryption-confusion': {
    sentence: 'an encrypted token, which anybody can make with the public key, is taken for a signed one',
    attackClass: 'confusion of encryption and signature (CWE-347)',
    cves: ['CVE-2023-51774', 'CVE-2026-29000', 'CVE-2026-34986'],
    remedy: 'accept signed tokens alone, unless encryption is configured; then demand a signed token inside',
  },
  polyglot: {
    sentence: 'a token in another serialization is taken, whose claims are not the signed ones',
    attackClass: 'two parsers that read one text in two ways (CWE-436)',
    cves: ['CVE-2022-39227'],
    remedy: 'accept the compact serialization alone: three parts, letters of base64url and nothing else',
  },
  'trusts-headers': {
    sentence: 'headers that say who is calling are believed, although no token is there',
    attackClass: 'spoofed identity headers (RFC 9700 §4.13, CWE-290)',
    cves: [],
    remedy: 'let nothing but the gateway reach the backend, and verify its signed identity',
  },
  'token-in-query': {
    sentence: 'a token in the address is taken',
    attackClass: 'tokens in logs, histories and referrers (RFC 9700 §4.3.2, CWE-598)',
    cves: [],
    remedy: 'read the token from the Authorization header alone',
  },
  'first-of-two-headers': {
    sentence: 'two tokens come, and one of them is chosen',
    attackClass: 'two programs that look at two different tokens of one request (RFC 6750 §2, CWE-436)',
    cves: [],
    remedy: 'answer 400 invalid_request where there is more than one token',
  },
  'cookie-without-origin': {
    sentence: 'a cookie is enough for a page of another origin',
    attackClass: 'requests that a foreign page makes with the cookies of its visitor (CSRF, CWE-352)',
    cves: [],
    remedy: 'for every method that changes something, compare Origin with a list; let CORS allow no foreign page',
  },
  'refusal-not-401': {
    sentence: 'a refused token is not answered by 401',
    attackClass: 'clients that do not know that they must log in again; monitors that see no refusal (RFC 6750 §3)',
    cves: [],
    remedy: 'answer 401 where the token is missing or bad, 403 only where a good one may not',
  },
  'challenge-missing': {
    sentence: '401 comes without WWW-Authenticate',
    attackClass: 'clients that cannot tell what is wrong (RFC 6750 §3, RFC 9110 §15.5.2)',
    cves: [],
    remedy: 'send WWW-Authenticate: Bearer, with error="invalid_token" where a token came',
  },
  'keys-per-request': {
    sentence: 'the keys are fetched again for each request',
    attackClass: "slow answers, and an outage whenever the issuer has one; a way to strain the issuer (CWE-400)",
    cves: [],
    remedy: 'keep the key set for some minutes; fetch it anew for an unknown kid, metered',
  },
  'flood-reaches-issuer': {
    sentence: 'every token with an unknown kid has the keys fetched again',
    attackClass: 'a flood of junk that strains the issuer and blocks the backend (CWE-400)',
    cves: ['CVE-2026-48524', 'CVE-2025-64527'],
    remedy: 'meter the fetches for unknown kids: two in half a minute are enough',
  },
  'rotation-refused': {
    sentence: 'a good token is refused, since its key is newer than what the backend keeps',
    attackClass: 'an outage at each rotation of keys',
    cves: [],
    remedy: 'fetch the key set once more, metered, where kid is unknown',
  },
  'slow-keys-block': {
    sentence: 'while keys are being fetched, tokens of known keys wait too',
    attackClass: 'one unknown kid that stops everybody (CWE-400)',
    cves: [],
    remedy: 'let known keys answer at once while a fetch is going on',
  },
  'outage-as-401': {
    sentence: 'when the keys cannot be had, a token is said to be invalid',
    attackClass: "an issuer's outage that logs everybody out",
    cves: [],
    remedy: 'answer 503 with Retry-After where keys are unavailable; 401 only where a token is known to be bad',
  },
  crashes: {
    sentence: 'junk makes it fail: 5xx, or no answer at all',
    attackClass: 'denial of service by input that nobody expected (CWE-248, CWE-400)',
    cves: ['CVE-2025-27144', 'CVE-2025-30204', 'CVE-2025-22868', 'CVE-2025-53864'],
    remedy: 'catch what the verification throws, and answer 401',
  },
  leaks: {
    sentence: 'its answers show a stack trace, or the token that came',
    attackClass: 'disclosure of what helps an attacker (CWE-209, CWE-532)',
    cves: ['CVE-2019-7644'],
    remedy: 'answer with a fixed text; keep the cause in the log, without the token',
  },
  'no-size-limit': {
    sentence: 'a token of more than 8 KiB is taken',
    attackClass: 'tokens that are expensive to read (CWE-400)',
    cves: ['CVE-2026-48525'],
    remedy: 'refuse longer tokens before they are read',
    isNote: true,
  },
  'kid-ignored': {
    sentence: 'kid is ignored, and every key of the set is tried',
    attackClass: 'more work for each token; a key cannot be bound to its use',
    cves: [],
    remedy: 'choose the key by kid where the token has one',
    isNote: true,
  },
  'lenient-encoding': {
    sentence: 'one token can be spelled in several ways',
    attackClass: 'lists of revoked tokens that miss a spelling (RFC 4648 §3.5)',
    cves: ['CVE-2022-25898'],
    remedy: 'accept canonical base64url alone',
    isNote: true,
  },
  'lenient-header': {
    sentence: 'an Authorization header is taken that is no Bearer token as RFC 6750 writes it',
    attackClass: 'two programs that read one header in two ways',
    cves: [],
    remedy: 'accept Bearer, a space and one token, and nothing else',
    isNote: true,
  },
  'lenient-claims': {
    sentence: 'a signed token is taken whose claims are absent or of the wrong type',
    attackClass: 'a user that is undefined (RFC 7519 §4.1)',
    cves: ['CVE-2026-107723'],
    remedy: 'require sub, iat and exp, and look at their types',
    isNote: true,
  },
  'sender-not-checked': {
    sentence: 'a token that is bound to its sender (cnf) is taken without a proof',
    attackClass: 'a bound token that is stolen and used like any other (RFC 9449 §7.2)',
    cves: [],
    remedy: 'refuse a token with cnf unless its proof was checked',
    isNote: true,
  },
}

/** Who relies on no signature relies on no key: what these show is no defect of its own then. */
export const EXPLAINED_BY_NO_SIGNATURE: ReadonlySet<DefectName> = new Set<DefectName>([
  'alg-none',
  'key-confusion',
  'empty-key',
  'key-from-token',
  'first-key',
  'kid-injection',
  'kid-ignored',
  'psychic-signature',
  'lenient-encoding',
])
