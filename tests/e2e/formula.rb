# SPDX-License-Identifier: Apache-2.0
#
# Reads a formula as Homebrew would, and runs its install in this folder: formula.rb FORMULA CELLAR
# Prints each archive that it names as sha256sum does.
require "fileutils"
require "pathname"

formula, cellar = ARGV
CELLAR = Pathname.new(cellar).realpath

class Pathname
  # Homebrew's: of a list or one file or folder, links as they are.
  def install(*sources)
    mkpath
    sources.flatten.each { |source| FileUtils.cp_r(source, self, preserve: true) }
  end
end

class Formula
  class << self
    def desc(_text) = nil
    def license(_name) = nil
    def depends_on(_what) = nil
    def test = nil
    def version(text = nil) = text ? @version = text : @version
    def url(text) = @url = text
    def sha256(sum) = puts("#{sum}  #{File.basename(@url)}")
    def on_linux = yield
    def on_intel = yield
    def on_arm = yield
  end

  { bin: "bin", share: "share", man1: "share/man/man1", doc: "share/doc/external-secrets",
    bash_completion: "share/bash-completion/completions", zsh_completion: "share/zsh/site-functions",
    fish_completion: "share/fish/vendor_completions.d" }.each { |name, folder| define_method(name) { CELLAR/folder } }
end

load formula
ExternalSecrets.new.install
