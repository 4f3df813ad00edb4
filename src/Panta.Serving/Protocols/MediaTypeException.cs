namespace Panta.Serving.Protocols;

/// <summary>A request whose content type cannot be scored: HTTP status 415, with the message as plain text.</summary>
/// <param name="message">What is allowed.</param>
public sealed class MediaTypeException(string message) : Exception(message)
{
    const string Allowed = "['text/csv', 'application/json', 'application/vnd.apache.parquet']";

    /// <summary>Reads the header <c>Content-Type</c> of a request to score.</summary>
    /// <param name="header">The header, as <c>application/json; charset=utf-8</c>.</param>
    /// <exception cref="MediaTypeException">The type is not one of the three, or has a parameter other than charset=utf-8.</exception>
    public static MediaType Parse(string? header)
    {
        var parts = (header ?? "").Split(';', StringSplitOptions.TrimEntries);
        foreach (var parameter in parts.Skip(1))
        {
            var pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase))
                throw new MediaTypeException($"Unrecognized content type parameters: {pair[0]}. Only 'charset' is taken, and only utf-8.");
            if (pair.Length < 2 || !pair[1].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                throw new MediaTypeException("The scoring server only supports UTF-8");
        }
        return parts[0].ToLowerInvariant() switch
        {
            "application/json" => MediaType.Json,
            "text/csv" => MediaType.Csv,
            "application/vnd.apache.parquet" => MediaType.Parquet,
            _ => throw new MediaTypeException($"This predictor only supports the following content types: Types: {Allowed}. Got '{header}'."),
        };
    }
}
