using System.Text.RegularExpressions;

namespace Panta.Serving.Endpoints;

/// <summary>The identity of a request: what a client sent as <c>x-request-id</c> where it is fit to be kept, else a new one.</summary>
public static partial class RequestId
{
    /// <summary>The header's value when it is 1 to 64 of <c>A–Z a–z 0–9 . _ -</c>; else a new UUID of version 7.</summary>
    /// <param name="header">What the client sent; may be null.</param>
    /// <param name="time">The system's clock, which a new one holds.</param>
    public static string Of(string? header, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return header is not null && Allowed().IsMatch(header) ? header : Guid.CreateVersion7(time.GetUtcNow()).ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Allowed();
}
