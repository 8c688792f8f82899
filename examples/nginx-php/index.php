<?php

// nginx has asked the gateway who is calling. No client can set these headers itself.
$user = $_SERVER['HTTP_X_USER_ID'] ?? '';
$roles = $_SERVER['HTTP_X_USER_ROLES'] ?? '';

header('Content-Type: application/json');
echo json_encode([
    'user' => $user === '' ? null : $user,
    'roles' => $roles === '' ? [] : array_map('rawurldecode', explode(',', $roles)),
]);
