<?php

// An API that checks access tokens by itself: PHP, its OpenSSL, and phpseclib to read the keys.

declare(strict_types=1);

require __DIR__ . '/token.php';

const ROLES = 'https://authgear.com/claims/user/roles';

// Before every route: one that somebody adds is closed from the start.
try {
    $claims = verify(bearerToken(), getenv('ISSUER'), getenv('AUDIENCE'));
} catch (MissingToken) {
    answer(401, ['error' => 'missing_token'], 'WWW-Authenticate: Bearer');
} catch (NoKeys) {
    // The issuer gives no keys. The token may well be good: a 401 would log everybody out.
    answer(503, ['error' => 'temporarily_unavailable'], 'Retry-After: 5');
} catch (BadToken) {
    // Why, is nobody's business but ours.
    answer(401, ['error' => 'invalid_token'], 'WWW-Authenticate: Bearer error="invalid_token"');
}

$roles = $claims[ROLES] ?? [];

switch (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case '/me':
        answer(200, ['sub' => $claims['sub'], 'roles' => $roles]);
    case '/admin':
        if (!in_array('admin', $roles, true)) {
            answer(403, ['error' => 'insufficient_scope'], 'WWW-Authenticate: Bearer error="insufficient_scope"');
        }
        answer(200, ['admin' => $claims['sub']]);
    default:
        answer(404, ['error' => 'not_found']);
}

function bearerToken(): string
{
    // Two headers come with a comma between them, which no token has.
    if (preg_match('/^Bearer +([\w.~+\/=-]+)$/iD', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $found) === 1) {
        return $found[1];
    }
    if (preg_match('/^Bearer\b/i', $_SERVER['HTTP_AUTHORIZATION'] ?? '') === 1) {
        throw new BadToken();
    }
    throw new MissingToken();
}

function answer(int $status, array $body, string ...$headers): never
{
    header('Content-Type: application/json');
    foreach ($headers as $header) {
        header($header);
    }
    // Last: PHP makes a 401 of whatever has WWW-Authenticate.
    http_response_code($status);
    echo json_encode($body);
    exit;
}
