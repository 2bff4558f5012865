// SPDX-License-Identifier: Apache-2.0

// The plugin server of Argo CD alone, without the rest of its one program for everything.
package main

import (
	"os"

	server "github.com/argoproj/argo-cd/v3/cmd/argocd-cmp-server/commands"
)

func main() {
	if server.NewCommand().Execute() != nil {
		os.Exit(1)
	}
}
