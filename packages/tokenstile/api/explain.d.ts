// What tokenstile/explain exports:

/** One check of an explanation. */
export interface ExplainedCheck {
    readonly name: string;
    /** `not_reached`: something before it failed without which it makes no sense. */
    readonly state: 'passed' | 'refused' | 'not_reached';
    readonly code?: AuthErrorCode;
    readonly expected?: string;
    readonly actual?: string;
    readonly hint?: string;
}

/** Everything that a verifier thinks of a token. For people: unlike errors and events it holds the token's values. */
export interface Explanation {
    /** What `verify` would say at this moment. */
    readonly accepted: boolean;
    readonly kind: TokenKind;
    /** Every check, in the order in which `verify` makes them. */
    readonly checks: readonly ExplainedCheck[];
    readonly header?: Header;
    /** NOT verified unless `accepted`. */
    readonly claims?: Claims;
}

/**
 * Explains a token to a person: everything that is wrong with it at once, what was expected, what came, what to do.
 * Fetches keys as `verify` does. Does NOT remember the token and changes nothing. Its result holds the values of the
 * token: show it to the token's owner, do not log it.
 */
export declare function explain(verifier: Verifier<unknown>, token: string): Promise<Explanation>;

// Not exported by tokenstile/explain, but part of the above:

/** What a token looks like, whatever it is worth. */
export type TokenKind = 'access' | 'id' | 'opaque' | 'encrypted' | 'unknown';
