using System.Buffers;

namespace Panta.Serving.Endpoints;

/// <summary>The identity of a request: what a client sent as <c>x-request-id</c> where it is fit to be kept, else a new one.</summary>
public static class RequestId
{
    const int Longest = 64;

    static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The header's value when it is 1 to 64 of <c>A–Z a–z 0–9 . _ -</c>; else a new UUID of version 7.</summary>
    /// <param name="header">What the client sent; may be null.</param>
    /// <param name="time">The system's clock, which a new one holds.</param>
    public static string Of(string? header, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return header is { Length: > 0 and <= Longest } && !header.AsSpan().ContainsAnyExcept(Allowed) ? header : Guid.CreateVersion7(time.GetUtcNow()).ToString();
    }
}
