// An API that checks access tokens by itself: net/http and lestrrat-go/jwx.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwt"
)

const rolesClaim = "https://authgear.com/claims/user/roles"

type caller struct {
	Sub   string   `json:"sub"`
	Roles []string `json:"roles"`
}

type verifier struct {
	issuer, audience string
	keys             *keyProvider
}

// verify says whose token it is, or why it is not good.
func (v *verifier) verify(ctx context.Context, raw string) (*caller, error) {
	token, err := jwt.ParseString(raw,
		jwt.WithContext(ctx),
		jwt.WithKeyProvider(v.keys),
		jwt.WithIssuer(v.issuer),
		jwt.WithAudience(v.audience),
		jwt.WithAcceptableSkew(10*time.Second),
		jwt.WithRequiredClaim("exp"),
		jwt.WithRequiredClaim("iat"),
		jwt.WithRequiredClaim("sub"),
		jwt.WithRequiredClaim("client_id"),
	)
	if err != nil {
		return nil, err
	}
	who := &caller{Roles: []string{}}
	who.Sub, _ = token.Subject()
	if token.Has(rolesClaim) {
		var roles []any
		if err := token.Get(rolesClaim, &roles); err != nil {
			return nil, err
		}
		for _, role := range roles {
			who.Roles = append(who.Roles, fmt.Sprint(role))
		}
	}
	return who, nil
}

type callerKey struct{}

// authenticate stands before every route: one that somebody adds is closed from the start.
func (v *verifier) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Two headers become one bad token: neither of them counts.
		scheme, token, _ := strings.Cut(strings.Join(r.Header.Values("Authorization"), ","), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			refuse(w, http.StatusUnauthorized, "missing_token", "Bearer")
			return
		}
		who, err := v.verify(r.Context(), token)
		switch {
		case errors.Is(err, errNoKeys):
			// The token may well be good: a 401 would log everybody out.
			w.Header().Set("Retry-After", "5")
			answer(w, http.StatusServiceUnavailable, map[string]string{"error": "temporarily_unavailable"})
		case err != nil:
			// Why, is nobody's business but ours.
			refuse(w, http.StatusUnauthorized, "invalid_token", `Bearer error="invalid_token"`)
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, who)))
		}
	})
}

func me(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, r.Context().Value(callerKey{}))
}

func admin(w http.ResponseWriter, r *http.Request) {
	who := r.Context().Value(callerKey{}).(*caller)
	if !slices.Contains(who.Roles, "admin") {
		refuse(w, http.StatusForbidden, "insufficient_scope", `Bearer error="insufficient_scope"`)
		return
	}
	answer(w, http.StatusOK, map[string]string{"admin": who.Sub})
}

func refuse(w http.ResponseWriter, status int, problem, challenge string) {
	w.Header().Set("WWW-Authenticate", challenge)
	answer(w, status, map[string]string{"error": problem})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func main() {
	issuer := os.Getenv("ISSUER")
	keys, err := newKeyProvider(context.Background(), issuer+"/oauth2/jwks")
	if err != nil {
		log.Fatal(err)
	}
	v := &verifier{issuer: issuer, audience: os.Getenv("AUDIENCE"), keys: keys}

	routes := http.NewServeMux()
	routes.HandleFunc("GET /me", me)
	routes.HandleFunc("GET /admin", admin)

	address := "127.0.0.1:" + os.Getenv("PORT")
	log.Println("listening on", address)
	log.Fatal(http.ListenAndServe(address, v.authenticate(routes)))
}
