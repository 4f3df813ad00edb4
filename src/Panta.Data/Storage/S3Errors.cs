using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Panta.Data.Storage;

/// <summary>Says in one sentence what S3 answered, and whether asking again may help.</summary>
static partial class S3Errors
{
    const int MaxReason = 200;

    /// <summary>Whether the error is one of S3 or of the way there, so that <see cref="Of"/> can say what it means.</summary>
    public static bool Knows(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or SocketException
        || error is IOException and not (StorageException or FileNotFoundException);

    /// <summary>Whether the file is missing: the bucket is there, as far as can be seen.</summary>
    public static bool IsMissing(AmazonServiceException answer) =>
        answer.StatusCode == HttpStatusCode.NotFound && CodeOf(answer) is not "NoSuchBucket" and not "NoSuchUpload";

    /// <summary>Whether the answer was that the file is there already, or is another one by now.</summary>
    public static bool IsTaken(AmazonServiceException answer) => answer.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>Whether there was no answer, or one that another try may change. Then nobody knows whether it was done.</summary>
    public static bool IsPassing(Exception error) => error is AmazonServiceException answer
        ? answer.StatusCode is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500
        : error is not AmazonClientException && Knows(error);

    /// <summary>Whether an answer began well, but did not arrive as it was stored. The SDK tries requests again, not the reading of their answers.</summary>
    public static bool IsBrokenOff(Exception error) =>
        error is IOException or HttpRequestException or OperationCanceledException or SocketException && IsPassing(error) || IsDamaged(error);

    /// <summary>The error as users of a table see it.</summary>
    /// <param name="path">The bucket, or the file in it.</param>
    /// <param name="endpoint">Where the storage is, or null for AWS.</param>
    /// <param name="error">What the SDK threw.</param>
    /// <param name="uncertain">Whether what was asked may have been done all the same.</param>
    public static StorageException Of(string path, string? endpoint, Exception error, bool uncertain = false)
    {
        var storage = endpoint is null ? "S3" : $"the storage at {endpoint}";
        var reason = error switch
        {
            AmazonServiceException { StatusCode: not 0 } answer => Refusal(answer, CodeOf(answer), storage),
            AmazonServiceException or HttpRequestException or SocketException or IOException => $"{storage} cannot be reached or broke off: {Short(error)}",
            OperationCanceledException => $"{storage} gave no answer in time",
            _ when IsDamaged(error) => $"what {storage} sends is not what was stored there: its checksum is another",
            _ when error.Message.Contains("credential", StringComparison.OrdinalIgnoreCase)
                || error.Message.Contains("Metadata Service", StringComparison.OrdinalIgnoreCase) =>
                "there are no keys of access: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
            _ => Short(error),
        };
        var doubt = uncertain && IsPassing(error) ? " It is not known whether the file was written: look before you try again." : "";
        return new(path, $"{reason.TrimEnd('.')}.{doubt}", error) { Uncertain = uncertain };
    }

    // The SDK has no type of its own for it.
    static bool IsDamaged(Exception error) => error is AmazonClientException && error.Message.Contains("hash", StringComparison.OrdinalIgnoreCase);

    static string Refusal(AmazonServiceException answer, string code, string storage) => code switch
    {
        "NoSuchBucket" => $"the bucket is not there at {storage}; make it, or correct its name",
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken" =>
            $"{storage} does not accept the keys of access ({code}); renew them",
        "AccessDenied" or "Forbidden" or "AllAccessDisabled" => $"{storage} denies it: the keys of access need leave to list, get, put and delete there",
        "RequestTimeTooSkewed" => "this machine's clock and the storage's are too far apart; set the clock",
        "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
            $"the bucket is in another region; set AWS_REGION ({Short(answer)})",
        "InvalidRange" => "the part asked for begins after its end",
        "SlowDown" or "ServiceUnavailable" => $"{storage} is overloaded ({code}); try again later",
        _ when answer.StatusCode == HttpStatusCode.Forbidden => $"{storage} denies it: the keys of access need leave to list, get, put and delete there",
        _ => $"{storage} answered {(int)answer.StatusCode} {code}: {Short(answer)}",
    };

    // Some storages answer in what is not quite XML; the SDK then gives the text, and the code has to be found in it.
    static string CodeOf(AmazonServiceException answer) =>
        answer is AmazonUnmarshallingException { ResponseBody: { } body } ? Code().Match(body).Groups[1].Value : answer.ErrorCode ?? "";

    // An answer that is no XML is quoted whole by the SDK.
    static string Short(Exception error)
    {
        var text = (error.InnerException is HttpRequestException or SocketException ? error.InnerException : error).Message.ReplaceLineEndings(" ");
        return error is AmazonUnmarshallingException ? "what it says is no proper answer of S3" : text.Length <= MaxReason ? text : text[..MaxReason] + "…";
    }

    [GeneratedRegex("<Code>([A-Za-z]{1,60})</Code>")]
    private static partial Regex Code();
}
