namespace Panta.Server.Pages;

/// <summary>The pages of a model's versions.</summary>
static class VersionPages
{
    /// <summary>The address of a version's page.</summary>
    public static string Address(string model, string version) => $"/models/{Uri.EscapeDataString(model)}#v{version}";
}
