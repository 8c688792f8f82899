// What tokenstile/gate exports:

/** What every adapter is made of, for a framework or a server that has none. */
export interface Gate<A> {
    /**
     * Finds and verifies the token of a request: at once where nothing has to be fetched. Throws, or rejects with, the
     * `AuthError`.
     */
    admit(request: AuthRequest): Authenticated<A> | Promise<Authenticated<A>>;
    /**
     * Reads what a route demands, once, and gives the function that requires it of a caller. That throws the `AuthError`:
     * `missing_token` where there is no caller.
     */
    authorize(requirement: Requirement<NonNullable<A>>): (auth: A) => void;
    /**
     * Reads how a route asks for a recent login, once, and gives the function that requires it of a caller, at once where
     * nothing has to be fetched. `Request` is whatever `idToken` takes.
     */
    requireRecentLogin<Request>(options: RecentLoginOptions<Request>): (auth: A, request: Request) => void | Promise<void>;
    /** The answer to a refusal, with this gate's realm and the rest. What is no `AuthError` is thrown on. */
    toResponse(error: unknown): Answer;
}

/** How a gate admits and answers. */
export type GateOptions = Omit<OpenGateOptions<never>, 'onRefused'>;

/**
 * Makes a gate for requests of any shape: what stands behind every adapter, for those who write one. Throws a `ConfigError`
 * for what is no verifier and for a wrong or unknown option. Does NOT send anything: that is what an adapter is for.
 */
export declare function createGate<A>(verifier: Verifier<A>, options?: GateOptions & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): Gate<A>;
export declare function createGate<A>(verifier: Verifier<A>, options: GateOptions): Gate<A | undefined>;
