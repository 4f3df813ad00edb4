using Panta.Tracking.Artifacts;

namespace Panta.Tracking.Tests.Artifacts;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("//x")]
    [InlineData("..%2fx")]
    [InlineData("%2e%2e/x")]
    [InlineData("%252e%252e/x")]
    [InlineData("%25252e%25252e/x")]
    [InlineData("a\\b")]
    [InlineData("..\\x")]
    [InlineData("%5c..%5cx")]
    [InlineData("C:/x")]
    [InlineData("file:///x")]
    [InlineData("a#b")]
    [InlineData("a%23b")]
    [InlineData("a\0b")]
    public void Paths_that_leave_their_folder_are_refused_in_MLflows_words(string path) =>
        Assert.Equal("Invalid path", Assert.Throws<ArgumentException>(() => ArtifactPath.Normalize(path)).Message);

    [Theory]
    [InlineData("", "")]
    [InlineData("a/b.txt", "a/b.txt")]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData("größe mit raum.txt", "größe mit raum.txt")]
    [InlineData("100%.txt", "100%.txt")]
    [InlineData("...", "...")]
    public void Honest_paths_are_kept(string path, string plain) => Assert.Equal(plain, ArtifactPath.Normalize(path));

    [Theory]
    [InlineData("mlflow-artifacts:/0/r/artifacts", "0/r/artifacts")]
    [InlineData("mlflow-artifacts://host:5000/0/r", "0/r")]
    [InlineData("mlflow-artifacts://host", "")]
    [InlineData("s3://bucket/x", null)]
    [InlineData("/local/path", null)]
    public void The_stores_path_of_a_uri_is_what_follows_the_host(string uri, string? path) => Assert.Equal(path, ArtifactPath.OfUri(uri));
}
