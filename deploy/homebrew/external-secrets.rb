# SPDX-License-Identifier: Apache-2.0
#
# For Homebrew on Linux. `make release' fills in what stands between two @.
class ExternalSecrets < Formula
  desc "Turn tenants' values into External Secrets stores, in any stream of manifests"
  version "@VERSION@"
  license "Apache-2.0"

  depends_on :linux

  on_linux do
    on_intel do
      url "@URL@@AMD64_ARCHIVE@"
      sha256 "@AMD64_SHA256@"
    end
    on_arm do
      url "@URL@@ARM64_ARCHIVE@"
      sha256 "@ARM64_SHA256@"
    end
  end

  def install
    bin.install Dir["bin/*"]
    man1.install Dir["share/man/man1/*"]
    bash_completion.install "share/bash-completion/completions/external-secrets"
    zsh_completion.install "share/zsh/site-functions/_external-secrets"
    fish_completion.install "share/fish/vendor_completions.d/external-secrets.fish"
    (share/"external-secrets").install Dir["share/external-secrets/*"]
    doc.install Dir["share/doc/external-secrets/*"]
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/external-secrets version")
  end
end
