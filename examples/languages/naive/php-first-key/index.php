<?php

// Defect: the first key of the set is taken, whatever kid says. It works until the issuer changes its keys.

declare(strict_types=1);

require '/usr/share/php/phpseclib3/autoload.php';

use phpseclib3\Crypt\PublicKeyLoader;

const ROLES = 'https://authgear.com/claims/user/roles';

if (preg_match('/^Bearer +([\w.-]+)$/iD', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $found) !== 1) {
    refuse('missing_token', 'Bearer');
}
$claims = verify($found[1]) ?? refuse('invalid_token', 'Bearer error="invalid_token"');
answer(200, ['sub' => $claims['sub'], 'roles' => $claims[ROLES] ?? []]);

function verify(string $token): ?array
{
    $parts = explode('.', $token);
    $header = json_decode(decode($parts[0]), true, 16);
    $claims = json_decode(decode($parts[1] ?? ''), true, 16);
    if (count($parts) !== 3 || !is_array($header) || !is_array($claims)) {
        return null;
    }
    $isMeant = ($header['alg'] ?? null) === 'RS256'
        && ($header['typ'] ?? null) === 'at+jwt'
        && !isset($header['crit'])
        && ($claims['iss'] ?? null) === getenv('ISSUER')
        && in_array(getenv('AUDIENCE'), (array) ($claims['aud'] ?? null), true)
        && is_int($claims['exp'] ?? null) && $claims['exp'] > time() - 10
        && is_int($claims['iat'] ?? null) && $claims['iat'] < time() + 10
        && is_int($claims['nbf'] ?? 0) && ($claims['nbf'] ?? 0) < time() + 10
        && is_string($claims['sub'] ?? null);
    $signature = decode($parts[2]);
    return $isMeant && openssl_verify("$parts[0].$parts[1]", $signature, firstKey(), OPENSSL_ALGO_SHA256) === 1
        ? $claims
        : null;
}

function firstKey(): string
{
    return apcu_entry('key', function () {
        $set = json_decode(file_get_contents(getenv('ISSUER') . '/oauth2/jwks'), true);
        return PublicKeyLoader::load(json_encode($set['keys'][0]))->toString('PKCS8');
    }, 300);
}

function decode(string $part): string
{
    return base64_decode(strtr($part, '-_', '+/'), true) ?: '';
}

function refuse(string $error, string $challenge): never
{
    answer(401, ['error' => $error], "WWW-Authenticate: $challenge");
}

function answer(int $status, array $body, string ...$headers): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    array_map('header', $headers);
    echo json_encode($body);
    exit;
}
