// What tokenstile/authgear exports:

/** Issuer options for an Authgear project. */
export type AuthgearIssuer<Schema extends ClaimsSchema | undefined = undefined> = IssuerOptions & {
    readonly toUser: (claims: VerifiedClaims) => AuthgearUser | undefined;
} & (Schema extends ClaimsSchema ? {
    readonly claims: Schema;
} : unknown);

/** What may be changed about the profile. Everything else is fixed by how Authgear issues tokens. */
export interface AuthgearOptions<Schema extends ClaimsSchema | undefined = undefined> extends Pick<IssuerOptions, 'keys' | 'clientIds' | 'clockToleranceSeconds' | 'maxTokenAgeSeconds' | 'maxLifetimeSeconds' | 'dangerouslyAllowHttpFor'> {
    /** The URI of this API where tokens are bound to it (machine-to-machine, `resource`), compared exactly. */
    readonly resource?: string;
    /** A synchronous Standard Schema for custom claims: types `auth.claims`. */
    readonly claims?: Schema;
}

/** A person of an Authgear project, from the claims that every user access token carries. */
export interface AuthgearUser {
    /** The user id: `sub`. */
    readonly id: string;
    readonly isVerified: boolean;
    /** A guest without an account. */
    readonly isAnonymous: boolean;
    /** Whether the user has a way to log in again. */
    readonly canReauthenticate: boolean;
    /** Effective roles, also through groups; empty on a server too old to send them. */
    readonly roles: readonly string[];
}

/**
 * The profile of an Authgear project: its endpoint is issuer and audience, RS256, `at+jwt`. With `resource`, tokens
 * that are bound to that resource instead. `auth.user` is undefined for a machine. A token that is neither clearly a
 * person's nor clearly a machine's is refused with `invalid_claim`.
 *
 * Does NOT accept ID tokens, nor opaque access tokens: turn on "Issue JWT as access token" for the application.
 */
export declare function authgear<Schema extends ClaimsSchema | undefined = undefined>(endpoint: string, options?: AuthgearOptions<Schema>): AuthgearIssuer<Schema>;
