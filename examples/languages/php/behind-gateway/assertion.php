<?php

declare(strict_types=1);

require '/usr/share/php/phpseclib3/autoload.php';

use phpseclib3\Crypt\PublicKeyLoader;

class NoKeys extends Exception {}

/** Gives the claims of the gateway's signed identity for this very request; null for anything else. */
function verify(string $assertion): ?array
{
    $parts = explode('.', $assertion);
    $header = json_decode(decode($parts[0]), true, 8);
    $claims = json_decode(decode($parts[1] ?? ''), true, 8);
    $isMeant = count($parts) === 3 && is_array($header) && is_array($claims)
        && ($header['typ'] ?? null) === 'tokenstile-assertion+jwt'
        && ($header['alg'] ?? null) === 'ES256'
        && is_string($header['kid'] ?? null)
        && ($claims['iss'] ?? null) === getenv('GATEWAY_ISSUER')
        && ($claims['aud'] ?? null) === getenv('GATEWAY_AUDIENCE')
        && is_int($claims['exp'] ?? null) && $claims['exp'] > time()
        && is_string($claims['sub'] ?? null)
        // It was made for one request, and is good for no other.
        && ($claims['htm'] ?? null) === $_SERVER['REQUEST_METHOD']
        && ($claims['htp'] ?? null) === explode('?', $_SERVER['REQUEST_URI'])[0];
    if (!$isMeant) {
        return null;
    }
    $key = findKey($header['kid']);
    $signature = toDer(decode($parts[2]));
    $isSigned = $key !== null
        && openssl_verify("$parts[0].$parts[1]", $signature, $key, OPENSSL_ALGO_SHA256) === 1;
    return $isSigned ? $claims : null;
}

/** Keys are kept for five minutes in APCu; an unknown kid has them fetched again, once in five seconds at most. */
function findKey(string $kid): ?string
{
    $kept = apcu_fetch('gateway keys') ?: [];
    if (!isset($kept[$kid]) && apcu_add('gateway asked', true, 5)) {
        $context = stream_context_create(['http' => ['timeout' => 5, 'follow_location' => 0]]);
        $set = json_decode(@file_get_contents(getenv('GATEWAY_JWKS'), false, $context) ?: '', true);
        foreach ($set['keys'] ?? [] as $jwk) {
            $kept[$jwk['kid']] = PublicKeyLoader::load(json_encode($jwk))->toString('PKCS8');
        }
        apcu_store('gateway keys', $kept, 300);
    }
    return $kept === [] ? throw new NoKeys() : $kept[$kid] ?? null;
}

/** OpenSSL wants the two numbers of an ECDSA signature as ASN.1. RFC 7518 §3.4, X.690 §8.3. */
function toDer(string $signature): string
{
    if (strlen($signature) !== 64) {
        return '';
    }
    $numbers = '';
    foreach (str_split($signature, 32) as $number) {
        $number = ltrim($number, "\0") ?: "\0";
        $number = ord($number[0]) > 127 ? "\0$number" : $number;
        $numbers .= "\x02" . chr(strlen($number)) . $number;
    }
    return "\x30" . chr(strlen($numbers)) . $numbers;
}

function decode(string $part): string
{
    return base64_decode(strtr($part, '-_', '+/'), true) ?: '';
}
