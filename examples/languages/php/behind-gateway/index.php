<?php

// An API behind the gateway: it reads who is calling from headers, and has the gateway's signature prove them.

declare(strict_types=1);

require __DIR__ . '/assertion.php';

// Before every route: whoever reaches this port past the gateway has no signature, whatever headers they send.
try {
    $claims = verify($_SERVER['HTTP_X_TOKENSTILE_ASSERTION'] ?? '');
} catch (NoKeys) {
    answer(503, ['error' => 'temporarily_unavailable'], 'Retry-After: 5');
}
if ($claims === null) {
    answer(401, ['error' => 'unauthorized'], 'WWW-Authenticate: Bearer');
}

match (explode('?', $_SERVER['REQUEST_URI'])[0]) {
    '/me' => answer(200, ['sub' => $claims['sub'], 'roles' => readList($_SERVER['HTTP_X_USER_ROLES'] ?? '')]),
    default => answer(404, ['error' => 'not_found']),
};

/** Commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded. */
function readList(string $value): array
{
    return $value === '' ? [] : array_map('rawurldecode', explode(',', $value));
}

function answer(int $status, array $body, string ...$headers): never
{
    header('Content-Type: application/json');
    array_map('header', $headers);
    // Last: PHP makes a 401 of whatever has WWW-Authenticate.
    http_response_code($status);
    echo json_encode($body);
    exit;
}
