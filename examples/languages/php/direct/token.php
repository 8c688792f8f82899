<?php

declare(strict_types=1);

require __DIR__ . '/keys.php';

class MissingToken extends Exception {}
class BadToken extends Exception {}

const LEEWAY_SECONDS = 10;

/** Gives the claims of an access token that passed every check. Throws BadToken, and NoKeys where nobody can say. */
function verify(string $token, string $issuer, string $audience): array
{
    $parts = explode('.', $token);
    if (count($parts) !== 3 || strlen($token) > 8192) {
        throw new BadToken();
    }
    [$header, $claims] = [readJson($parts[0]), readJson($parts[1])];
    // Never as the token says: it would choose how it is checked.
    if (($header['alg'] ?? null) !== 'RS256' || array_key_exists('crit', $header) || !is_string($header['kid'] ?? null)) {
        throw new BadToken();
    }
    // The same key signs ID tokens. Only the type tells that this one is meant for an API.
    if (!in_array($header['typ'] ?? null, ['at+jwt', 'application/at+jwt'], true)) {
        throw new BadToken();
    }
    checkClaims($claims, $issuer, $audience);
    // Last, since it may have to ask the issuer.
    $key = findKey($issuer, $header['kid']) ?? throw new BadToken();
    if (openssl_verify("$parts[0].$parts[1]", decode($parts[2]), $key, OPENSSL_ALGO_SHA256) !== 1) {
        throw new BadToken();
    }
    return $claims;
}

function checkClaims(array $claims, string $issuer, string $audience): void
{
    ['iss' => $iss, 'aud' => $aud, 'sub' => $sub, 'exp' => $exp, 'iat' => $iat, 'nbf' => $nbf] =
        $claims + ['iss' => null, 'aud' => null, 'sub' => null, 'exp' => null, 'iat' => null, 'nbf' => 0];
    $now = time();
    $isGood = $iss === $issuer
        && in_array($audience, is_array($aud) ? $aud : [$aud], true)
        && is_string($sub) && $sub !== ''
        && is_string($claims['client_id'] ?? null)
        && is_int($exp) && $exp > $now - LEEWAY_SECONDS
        && is_int($iat) && $iat < $now + LEEWAY_SECONDS
        && is_int($nbf) && $nbf < $now + LEEWAY_SECONDS;
    if (!$isGood) {
        throw new BadToken();
    }
}

function readJson(string $part): array
{
    $value = json_decode(decode($part), true, 16);
    return is_array($value) && !array_is_list($value) ? $value : throw new BadToken();
}

function decode(string $part): string
{
    $bytes = base64_decode(strtr($part, '-_', '+/'), true);
    // One token has one spelling.
    if ($bytes === false || rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=') !== $part) {
        throw new BadToken();
    }
    return $bytes;
}
