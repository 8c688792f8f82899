// A backend that reads who is calling from the headers that Caddy sets.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
)

type caller struct {
	User  *string  `json:"user"`
	Roles []string `json:"roles"`
}

// Caddy has asked the gateway who is calling. No client can set these headers itself.
func read(header http.Header) caller {
	who := caller{Roles: []string{}}
	if id := header.Get("X-User-Id"); id != "" {
		who.User = &id
	}
	if roles := header.Get("X-User-Roles"); roles != "" {
		for _, role := range strings.Split(roles, ",") {
			if plain, err := url.PathUnescape(role); err == nil {
				who.Roles = append(who.Roles, plain)
			}
		}
	}
	return who
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(response).Encode(read(request.Header))
	})
	// On this machine alone: whoever reaches it can say who is calling.
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
