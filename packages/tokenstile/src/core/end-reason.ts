/** Why what was admitted with a token has to end. */
export type EndReason = 'token_expired' | 'token_revoked' | 'key_distrusted'
