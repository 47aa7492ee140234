package store

// Instance is what belongs to the installation as a whole.
type Instance interface {
	// Secret returns the secret of a name: SecretSize random bytes, made when first asked for in a Write. In a Read a secret
	// that was never made is ErrNotFound.
	Secret(name string) ([]byte, error)
}

// SecretSize is the size of a secret in bytes.
const SecretSize = 32
