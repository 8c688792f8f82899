// What tokenstile/node exports:

/** A listener that knows who is calling. `Rest` is what Node hands over beside the request. */
export type AuthListener<A, Rest extends readonly unknown[]> = (request: IncomingMessage & {
    readonly auth: A;
}, ...rest: Rest) => unknown;

/** How `authenticate` answers. What `onRefused` throws rejects the listener's promise. */
export type AuthenticateOptions = GateOptions<(error: AuthError, request: IncomingMessage, response: ServerResponse) => unknown>;

/** Puts what a route demands before a handler: within `authenticate` or `authenticateUpgrade`. */
export type Authorize = <A, Rest extends readonly unknown[]>(handler: AuthListener<A, Rest>) => AuthListener<A | undefined, Rest>;

/** A listener as Node takes it. Its promise rejects with a fault of the program, which Node does not look at: catch it. */
export type Listener<Rest extends readonly unknown[]> = (request: IncomingMessage, ...rest: Rest) => Promise<void>;

/** Makes of a handler that knows who is calling a listener of `createServer`. */
export type Protect<A> = (handler: AuthListener<A, RequestArguments>) => Listener<RequestArguments>;

/** Makes of a handler that knows who opens a socket a listener of the event `upgrade`. */
export type ProtectUpgrade<A> = (handler: AuthListener<A, UpgradeArguments>) => Listener<UpgradeArguments>;

/** A WebSocket as a server has it: of `ws`, or any with these members. */
export interface ServedSocket {
    /** 3 once it is closed: then no event tells of it any more. */
    readonly readyState?: number;
    close(code: number, reason: string): void;
    once(event: 'close', listener: () => void): unknown;
    /** Lets nobody hear what is still read. */
    removeAllListeners?(event: 'message'): unknown;
    /** Stops reading. */
    pause?(): void;
    /** Cuts the connection. */
    terminate?(): void;
}

/** How `authenticateUpgrade` answers. `onRefused` must end the socket. */
export type UpgradeOptions = GateOptions<(error: AuthError, request: IncomingMessage, socket: Duplex, head: Buffer) => unknown>;

/**
 * Establishes who is calling: gives the function that protects handlers, which find the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once, and so is an `AuthError` that the handler throws. Everything
 * else that is thrown rejects the listener's promise. Does NOT check what a route demands: `authorize` does.
 */
export declare function authenticate<A>(verifier: Verifier<A>, options?: AuthenticateOptions & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): Protect<A>;
export declare function authenticate<A>(verifier: Verifier<A>, options: AuthenticateOptions): Protect<A | undefined>;

/**
 * Establishes who opens a WebSocket, before it is opened: gives the function that protects a handler of the event `upgrade`.
 * A refused upgrade gets its HTTP answer and its connection is closed. A token in a cookie needs an allowed `Origin`; one
 * in the header may come without, as programs send it. RFC 6455 §4.2, §10.2.
 */
export declare function authenticateUpgrade<A>(verifier: Verifier<A>, options?: UpgradeOptions & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): ProtectUpgrade<A>;
export declare function authenticateUpgrade<A>(verifier: Verifier<A>, options: UpgradeOptions): ProtectUpgrade<A | undefined>;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize;

/**
 * Closes a WebSocket with 4401 when its token expires, is revoked, or its key is distrusted: the reason is the
 * `EndReason`. No message reaches the application from then on, and a second later the connection is cut. A socket that
 * is closed, by now or later, is not watched.
 */
export declare function closeOnEnd<A>(verifier: Verifier<A>, auth: A, socket: ServedSocket): void;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export declare function requireRecentLogin(options: RecentLoginOptions<IncomingMessage>): Authorize;

// Not exported by tokenstile/node, but part of the above:

type RequestArguments = readonly [response: ServerResponse];

type UpgradeArguments = readonly [socket: Duplex, head: Buffer];
