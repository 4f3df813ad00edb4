namespace Panta.Tracking.Models;

/// <summary>Whether a logged model's files are there. The numbers are MLflow's.</summary>
public enum LoggedModelStatus
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Its files are being uploaded.</summary>
    Pending = 1,

    /// <summary>Its files are there.</summary>
    Ready = 2,

    /// <summary>The upload failed.</summary>
    UploadFailed = 3,
}
