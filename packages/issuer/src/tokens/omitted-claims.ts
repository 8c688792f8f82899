import { USER_CLAIM } from './user-claims.ts'

/** Claims that older servers did not set yet. */
export type OmittableClaim = 'auth_time' | 'amr' | 'scope' | 'roles'

export const OMITTABLE_CLAIMS: readonly OmittableClaim[] = ['auth_time', 'amr', 'scope', 'roles']

/** Gives the claim's full name. */
export function toClaimName(omitted: OmittableClaim): string {
  return omitted === 'roles' ? `${USER_CLAIM}roles` : omitted
}
