//! The Stack.
