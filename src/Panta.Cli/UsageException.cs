namespace Panta.Cli;

/// <summary>The command line was understood by its grammar, but what it asks for does not fit together; exit code 2.</summary>
sealed class UsageException(string message) : Exception(message);
