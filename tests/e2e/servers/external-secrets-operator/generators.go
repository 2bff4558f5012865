// SPDX-License-Identifier: Apache-2.0

// Package register, in place of the operator's own: no test asks for a generator, and each takes libraries of its own.
package register
