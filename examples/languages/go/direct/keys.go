package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/lestrrat-go/httprc/v3"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
)

var errNoKeys = errors.New("the issuer gives no keys")

// keyProvider gives jwx the key that a token names, from a cache that jwx refreshes every five minutes.
type keyProvider struct {
	cache *jwk.Cache
	url   string

	mutex   sync.Mutex
	asked   time.Time
	failure error
}

func newKeyProvider(ctx context.Context, url string) (*keyProvider, error) {
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		return nil, err
	}
	err = cache.Register(ctx, url,
		jwk.WithHTTPClient(&http.Client{Timeout: 5 * time.Second}),
		jwk.WithConstantInterval(5*time.Minute),
		// The program starts without its issuer, too, and says 503 until it is there.
		jwk.WithWaitReady(false),
	)
	return &keyProvider{cache: cache, url: url}, err
}

// FetchKeys is asked before jwx checks the signature. What jwx is more lenient about is demanded here: it takes any type, passes
// over extensions that the token calls critical, and takes a time that is text for a number.
func (k *keyProvider) FetchKeys(ctx context.Context, sink jws.KeySink, sig *jws.Signature, msg *jws.Message) error {
	header := sig.ProtectedHeaders()
	if algorithm, _ := header.Algorithm(); algorithm != jwa.RS256() {
		return errors.New("not signed with RS256")
	}
	// The same key signs ID tokens. Only the type tells that this one is meant for an API.
	kind, _ := header.Type()
	if kind = strings.ToLower(kind); kind != "at+jwt" && kind != "application/at+jwt" {
		return errors.New("not an access token")
	}
	if _, isThere := header.Critical(); isThere {
		return errors.New("demands an extension that nobody here knows")
	}
	var times struct{ Exp, Iat float64 }
	if json.Unmarshal(msg.Payload(), &times) != nil {
		return errors.New("a time that is no number")
	}
	id, _ := header.KeyID()
	key, err := k.find(ctx, id)
	if err != nil {
		return err
	}
	sink.Key(jwa.RS256(), key)
	return nil
}

func (k *keyProvider) find(ctx context.Context, id string) (jwk.Key, error) {
	key, err := k.lookUp(ctx, id)
	if err == nil {
		return key, nil
	}
	// A new key, perhaps. The issuer is asked once in five seconds at most: a flood of unknown keys never reaches it.
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if time.Since(k.asked) > 5*time.Second {
		k.asked = time.Now()
		_, k.failure = k.cache.Refresh(ctx, k.url)
	}
	// As long as the issuer could not be asked, nobody can say whether the key is a new one.
	if k.failure != nil {
		return nil, errors.Join(errNoKeys, k.failure)
	}
	return k.lookUp(ctx, id)
}

func (k *keyProvider) lookUp(ctx context.Context, id string) (jwk.Key, error) {
	set, err := k.cache.Lookup(ctx, k.url)
	if err != nil {
		return nil, errors.Join(errNoKeys, err)
	}
	key, isThere := set.LookupKeyID(id)
	if id == "" || !isThere {
		return nil, errors.New("signed with an unknown key")
	}
	return key, nil
}
