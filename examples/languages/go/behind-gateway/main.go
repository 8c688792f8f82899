// An API behind the gateway: it reads who is calling from headers, and has the gateway's signature prove them. net/http and
// lestrrat-go/jwx.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/lestrrat-go/httprc/v3"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

var errNoKeys = errors.New("the gateway gives no keys")

type verifier struct {
	issuer, audience, url string
	cache                 *jwk.Cache
}

// verify gives the subject of the gateway's signed identity. It was made for one request, and is good for no other.
func (v *verifier) verify(ctx context.Context, assertion, method, path string) (string, error) {
	message, err := jws.Parse([]byte(assertion))
	if err != nil || len(message.Signatures()) != 1 {
		return "", errors.New("no signed identity")
	}
	if kind, _ := message.Signatures()[0].ProtectedHeaders().Type(); kind != "tokenstile-assertion+jwt" {
		return "", errors.New("another kind of token")
	}
	keys, err := v.cache.Lookup(ctx, v.url)
	if err != nil {
		return "", errNoKeys
	}
	token, err := jwt.ParseString(assertion,
		jwt.WithKeySet(onlyEs256(keys)),
		jwt.WithIssuer(v.issuer),
		jwt.WithAudience(v.audience),
		jwt.WithRequiredClaim("exp"),
		jwt.WithRequiredClaim("sub"),
		jwt.WithClaimValue("htm", method),
		jwt.WithClaimValue("htp", path),
	)
	if err != nil {
		return "", err
	}
	subject, _ := token.Subject()
	return subject, nil
}

// onlyEs256 leaves out every key that says another algorithm, or none: the token never chooses.
func onlyEs256(all jwk.Set) jwk.Set {
	some := jwk.NewSet()
	for i := range all.Len() {
		key, _ := all.Key(i)
		if algorithm, isThere := key.Algorithm(); isThere && algorithm.String() == jwa.ES256().String() {
			_ = some.AddKey(key)
		}
	}
	return some
}

type callerKey struct{}

// authenticate stands before every route: whoever reaches this port past the gateway has no signature, whatever headers they
// send.
func (v *verifier) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, _, _ := strings.Cut(r.RequestURI, "?")
		sub, err := v.verify(r.Context(), r.Header.Get("X-Tokenstile-Assertion"), r.Method, path)
		switch {
		case errors.Is(err, errNoKeys):
			w.Header().Set("Retry-After", "5")
			answer(w, http.StatusServiceUnavailable, map[string]string{"error": "temporarily_unavailable"})
		case err != nil:
			w.Header().Set("WWW-Authenticate", "Bearer")
			answer(w, http.StatusUnauthorized, map[string]string{"error": "unauthorized"})
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, sub)))
		}
	})
}

func me(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"sub":   r.Context().Value(callerKey{}),
		"roles": readList(r.Header.Get("X-User-Roles")),
	})
}

// readList reads commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded.
func readList(value string) []string {
	items := []string{}
	for _, item := range strings.Split(value, ",") {
		if decoded, err := url.PathUnescape(item); err == nil && decoded != "" {
			items = append(items, decoded)
		}
	}
	return items
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func main() {
	ctx := context.Background()
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		log.Fatal(err)
	}
	v := &verifier{
		issuer:   os.Getenv("GATEWAY_ISSUER"),
		audience: os.Getenv("GATEWAY_AUDIENCE"),
		url:      os.Getenv("GATEWAY_JWKS"),
		cache:    cache,
	}
	// The gateway publishes a key ten minutes before it signs: to look every minute is early enough.
	err = cache.Register(ctx, v.url,
		jwk.WithHTTPClient(&http.Client{Timeout: 5 * time.Second}),
		jwk.WithConstantInterval(time.Minute),
		jwk.WithWaitReady(false),
	)
	if err != nil {
		log.Fatal(err)
	}

	routes := http.NewServeMux()
	routes.HandleFunc("GET /me", me)
	port := os.Getenv("PORT")
	log.SetFlags(0)
	log.Printf("listening on 127.0.0.1:%s", port)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, v.authenticate(routes)))
}
