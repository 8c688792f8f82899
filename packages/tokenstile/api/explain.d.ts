// What tokenstile/explain exports:

/** One check of an explanation. */
export interface ExplainedCheck {
    readonly name: string;
    /** `not_reached`: something before it failed without which it makes no sense. */
    readonly state: 'passed' | 'refused' | 'not_reached';
    /** Why it was refused. */
    readonly code?: AuthErrorCode;
    /** The claim or header parameter that it is about. */
    readonly subject?: string;
    /** What the configuration asks for. */
    readonly expected?: string;
    /** What the token has, as JSON; a time also in words. */
    readonly actual?: string;
    /** What to do. */
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

/** What a token looks like, whatever it is worth. */
export type TokenKind = 'access' | 'id' | 'opaque' | 'encrypted' | 'unknown';

/**
 * Explains a token to a person: everything that is wrong with it at once, what was expected, what came, what to do.
 * Does NOT remember the token. Fetches keys also for a token that an earlier check refuses, within the meter of unknown
 * key ids: do not offer it to anonymous callers. Its result holds the values of the token: show it to the token's owner,
 * do not log it.
 */
export declare function explain(verifier: Verifier<unknown>, token: string): Promise<Explanation>;
