<?php

declare(strict_types=1);

require '/usr/share/php/phpseclib3/autoload.php';

use phpseclib3\Crypt\PublicKeyLoader;

class NoKeys extends Exception {}

const KEPT_SECONDS = 300;
const STALE_SECONDS = 4 * 3600;
const PAUSE_SECONDS = 5;

/**
 * Gives the key of that kid as PEM, or null where the issuer has none. Keys are kept for five minutes in APCu, which all
 * requests share: a request costs no fetch. An unknown kid has them fetched again, so that a new key is found, but once in
 * five seconds at most: a flood of such tokens never reaches the issuer. While it is down, the keys that are there serve on.
 */
function findKey(string $issuer, string $kid): ?string
{
    $kept = apcu_fetch("keys $issuer") ?: ['keys' => [], 'at' => 0];
    $isFresh = $kept['at'] > time() - KEPT_SECONDS;
    if ($isFresh && isset($kept['keys'][$kid])) {
        return $kept['keys'][$kid];
    }
    // Only one request fetches; apcu_add succeeds for the first alone.
    if (apcu_add("asked $issuer", true, PAUSE_SECONDS)) {
        $fetched = fetchKeys($issuer);
        if ($fetched !== null) {
            apcu_store("keys $issuer", ['keys' => $fetched, 'at' => time()], STALE_SECONDS);
            return $fetched[$kid] ?? null;
        }
    }
    // Nobody can say whether a new key is behind it, as long as the issuer was not asked.
    return $kept['keys'][$kid] ?? throw new NoKeys();
}

/** @return array<string, string>|null keys as PEM, by kid */
function fetchKeys(string $issuer): ?array
{
    $context = stream_context_create(['http' => ['timeout' => 5, 'follow_location' => 0]]);
    $set = json_decode(@file_get_contents("$issuer/oauth2/jwks", false, $context) ?: '', true);
    if (!is_array($set['keys'] ?? null)) {
        return null;
    }
    $keys = [];
    foreach ($set['keys'] as $jwk) {
        if (($jwk['kty'] ?? null) === 'RSA' && ($jwk['use'] ?? 'sig') === 'sig' && is_string($jwk['kid'] ?? null)) {
            $keys[$jwk['kid']] = PublicKeyLoader::load(json_encode($jwk))->toString('PKCS8');
        }
    }
    return $keys;
}
