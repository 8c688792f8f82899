import type { User } from '../people/user.ts'

/** Gives the user as Authgear's events show them. The times are now: a local user has no history. */
export function toHookUser(user: User, nowMs: number): Record<string, unknown> {
  const now = new Date(nowMs).toISOString()
  return {
    id: user.id,
    created_at: now,
    updated_at: now,
    last_login_at: now,
    is_anonymous: user.isAnonymous,
    is_verified: user.isVerified,
    is_disabled: user.isDisabled,
    is_deactivated: false,
    is_anonymized: false,
    can_reauthenticate: user.canReauthenticate,
    standard_attributes: user.standardAttributes,
    custom_attributes: user.customAttributes,
    roles: user.roles,
    groups: [],
  }
}
