namespace Panta.Server;

/// <summary>A request's body is larger than it may be. Not the framework's own exception, which a binding swallows together with its words.</summary>
sealed class BodyTooLargeException(string size, long limit) : Exception($"The body {size}; at most {limit} are taken. Send less at a time.");
