// Defect: the keys are fetched for every request. Each request waits for the issuer, and whoever sends many tokens, good or not,
// has this program flood it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

var (
	issuer   = os.Getenv("ISSUER")
	audience = os.Getenv("AUDIENCE")

	errNoKeys = errors.New("the issuer gives no keys")
)

func verify(ctx context.Context, raw string) (jwt.Token, error) {
	keys, err := jwk.Fetch(ctx, issuer+"/oauth2/jwks")
	if err != nil {
		return nil, errors.Join(errNoKeys, err)
	}
	return jwt.ParseString(raw,
		jwt.WithKeyProvider(jws.KeyProviderFunc(func(_ context.Context, sink jws.KeySink, sig *jws.Signature, msg *jws.Message) error {
			header := sig.ProtectedHeaders()
			algorithm, _ := header.Algorithm()
			kind, _ := header.Type()
			id, _ := header.KeyID()
			_, demands := header.Critical()
			key, isKnown := keys.LookupKeyID(id)
			var times struct{ Exp, Iat float64 }
			if algorithm != jwa.RS256() || kind != "at+jwt" || demands || !isKnown || json.Unmarshal(msg.Payload(), &times) != nil {
				return errors.New("not an access token of ours")
			}
			sink.Key(algorithm, key)
			return nil
		})),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithAcceptableSkew(10*time.Second),
		jwt.WithRequiredClaim("exp"),
		jwt.WithRequiredClaim("iat"),
		jwt.WithRequiredClaim("sub"),
	)
}

func me(w http.ResponseWriter, r *http.Request) {
	scheme, raw, _ := strings.Cut(strings.Join(r.Header.Values("Authorization"), ","), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		w.Header().Set("WWW-Authenticate", "Bearer")
		answer(w, http.StatusUnauthorized, map[string]any{"error": "missing_token"})
		return
	}
	token, err := verify(r.Context(), raw)
	switch {
	case errors.Is(err, errNoKeys):
		w.Header().Set("Retry-After", "5")
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": "temporarily_unavailable"})
	case err != nil:
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
	default:
		subject, _ := token.Subject()
		roles := []any{}
		_ = token.Get("https://authgear.com/claims/user/roles", &roles)
		answer(w, http.StatusOK, map[string]any{"sub": subject, "roles": roles})
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func main() {
	http.HandleFunc("GET /me", me)
	address := "127.0.0.1:" + os.Getenv("PORT")
	log.Println("listening on", address)
	log.Fatal(http.ListenAndServe(address, nil))
}
