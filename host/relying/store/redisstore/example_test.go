// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package redisstore_test

import (
	"context"
	"log"
	"os"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/store/redisstore"
)

// Each server of a cabinet begins so. The key of challenges is 32 random octets,
// made once ("head -c 32 /dev/urandom") and laid where servers have their secrets.
func Example() {
	var trust *pki.Trust
	key, err := os.ReadFile("/run/secrets/challenge-key")
	if err != nil {
		log.Fatal(err)
	}
	shared, err := redisstore.Open("rediss://cabinet:password@redis.internal:6379/0", "cabinet:")
	if err != nil {
		log.Fatal(err)
	}
	if err := shared.Check(context.Background()); err != nil {
		log.Print(err) // nobody can sign in until it is mended
	}
	verifier := &relying.Verifier{
		Trust: trust, Origin: "https://cabinet.example",
		Keys: []relying.Key{key}, Spent: shared,
	}
	desk := &diia.Desk{Verifier: verifier, Requests: shared}
	_ = desk // and the rest as in the examples of relying and diia
}

// A cluster, or sentinels that know which server is the main one.
func ExampleStore() {
	shared := &redisstore.Store{Prefix: "cabinet:", Client: redis.NewUniversalClient(&redis.UniversalOptions{
		Addrs:                 strings.Fields("redis-1.internal:6379 redis-2.internal:6379 redis-3.internal:6379"),
		IsClusterMode:         true,
		ContextTimeoutEnabled: true, // the store's limits of time
	})}
	if err := shared.Check(context.Background()); err != nil {
		log.Print(err)
	}
}
